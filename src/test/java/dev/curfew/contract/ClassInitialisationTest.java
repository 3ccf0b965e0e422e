package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.curfew.kit.Background;
import dev.curfew.kit.ChildJvm;
import dev.curfew.kit.Semantic;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * First use of the library by two threads at once, each beginning with another class: initialisers must not wait for
 * each other. Every pair is tried in a class loader of its own; one that deadlocks leaves two threads behind and is named.
 */
@Semantic(20)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClassInitialisationTest {

    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(30);

    @Test
    void everyPairOfClassesWithAnInitialiserIsInitialisedAtOnce() throws Exception {
        List<String> names = new ClassFileImporter()
                .importPath(ChildJvm.libraryLocation()).stream()
                        .filter(type -> type.getStaticInitializer().isPresent() || type.isEnum())
                        .map(JavaClass::getName)
                        .sorted()
                        .toList();
        assertFalse(names.isEmpty());
        try (Loaders loaders = new Loaders()) {
            for (int i = 0; i < names.size(); i++) {
                for (int j = i + 1; j < names.size(); j++) {
                    loaders.initialise(names.get(i), names.get(j), "every pair");
                }
            }
        }
    }

    @Test
    void randomPairsOfAllClassesAreInitialisedAtOnce() throws Exception {
        List<String> names = ChildJvm.libraryClasses();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Loaders loaders = new Loaders()) {
            for (int i = 0; i < 300; i++) {
                loaders.initialise(
                        names.get(random.nextInt(names.size())),
                        names.get(random.nextInt(names.size())),
                        "seed " + seed);
            }
        }
    }

    /** Fresh copies of the library over one copy of what it depends on. */
    private static final class Loaders implements AutoCloseable {
        private final URL[] library = {url(ChildJvm.libraryLocation())};
        private final URLClassLoader dependencies;

        Loaders() {
            Set<Path> paths = ChildJvm.libraryClassPath();
            paths.remove(ChildJvm.libraryLocation());
            paths.addAll(ChildJvm.grpcClassPath());
            dependencies = new URLClassLoader(
                    paths.stream().map(Loaders::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        }

        private static URL url(Path path) {
            try {
                return path.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new AssertionError(e);
            }
        }

        void initialise(String one, String other, String origin) throws Exception {
            try (URLClassLoader loader = new URLClassLoader(library, dependencies)) {
                CyclicBarrier barrier = new CyclicBarrier(2);
                List<Throwable> failures = new ArrayList<>();
                List<Thread> threads = new ArrayList<>();
                for (String name : List.of(one, other)) {
                    threads.add(Background.daemon(() -> {
                        try {
                            barrier.await();
                            Class.forName(name, true, loader);
                        } catch (Throwable e) {
                            synchronized (failures) {
                                failures.add(e);
                            }
                        }
                    }));
                }
                threads.forEach(Thread::start);
                for (Thread thread : threads) {
                    thread.join(PATIENCE_MILLIS);
                }
                String stacks = threads.stream()
                        .filter(Thread::isAlive)
                        .map(thread -> Arrays.toString(thread.getStackTrace()))
                        .collect(Collectors.joining("\n"));
                assertFalse(
                        threads.stream().anyMatch(Thread::isAlive),
                        () -> one + " and " + other + " deadlock (" + origin + "):\n" + stacks);
                synchronized (failures) {
                    assertFalse(!failures.isEmpty(), () -> one + " and " + other + " (" + origin + "): " + failures);
                }
            }
        }

        @Override
        public void close() throws IOException {
            dependencies.close();
        }
    }
}
