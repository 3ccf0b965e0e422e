package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.curfew.kit.ChildJvm;
import dev.curfew.kit.Javac;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs of docs/blocking.md with {@code StructuredTaskScope}, and what the page says of them. Only the JDK whose
 * preview they use compiles and runs them.
 */
class StructuredTaskScopeTest {

    private static final int JDK = 25;
    private static final int PATIENCE_SECONDS = 300;

    private static final String PROGRAM = """
            import dev.curfew.*;
            import dev.curfew.concurrent.*;
            import java.util.concurrent.*;

            class Program {
                static final CountDownLatch BEGUN = new CountDownLatch(1);
                static volatile String fork = "goes on";

                static class Users {
                    String find(int id) {
                        return "ada";
                    }

                    String find(Context context, int id) throws Exception {
                        if (id == 1) {
                            return CurrentContext.get().isPresent() ? "inherited" : "ada";
                        }
                        BEGUN.countDown();
                        try {
                            return new SynchronousQueue<String>().take();
                        } catch (InterruptedException e) {
                            fork = "is interrupted";
                            throw e;
                        }
                    }
                }

                static class Store {
                    int count(int id) {
                        return 7;
                    }
                }

                static final Users users = new Users();
                static final Store store = new Store();

                static String both(int id) throws Exception {
                    %s
                }

                static String inside(Context context, int id) throws Exception {
                    return %s
                }

                public static void main(String[] arguments) throws Exception {
                    System.out.println(both(1));
                    Context root = Context.background();
                    System.out.println(CurrentContext.<String, Exception>call(root, () -> inside(root, 1)));
                    CancelContext context = root.withCancel();
                    Thread.startVirtualThread(() -> {
                        try {
                            BEGUN.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        context.cancel();
                    });
                    try {
                        System.out.println(inside(context, 2));
                    } catch (CanceledException e) {
                        System.out.println(fork + ", " + e.getSuppressed()[0].getClass().getSimpleName());
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void aScopeInACallEndsWithTheContext() throws Exception {
        assumeTrue(Runtime.version().feature() == JDK);
        List<String> blocks = Block.fencedIn(Path.of("docs", "blocking.md"), "text").stream()
                .map(Block::code)
                .toList();
        assertEquals(2, blocks.size());
        Path program = Javac.source(directory, "Program", PROGRAM.formatted(blocks.toArray()));
        assertEquals(List.of("ada: 7", "ada", "is interrupted, InterruptedException"), run(program));
    }

    private List<String> run(Path program) throws Exception {
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-preview",
                        "--source=" + JDK,
                        "-cp",
                        Javac.path(ChildJvm.libraryClassPath()),
                        program.toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the program does not end");
            }
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(out);
    }
}
