package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.ChildJvm;
import dev.curfew.kit.Javac;
import dev.curfew.kit.Pom;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that require this one, with no more on their path than they use. */
class ModularConsumerTest {

    private static final Path LIBRARY = ChildJvm.libraryLocation();
    private static final Path AGRONA = ChildJvm.location(ErrorHandler.class);
    private static final Path JSPECIFY = ChildJvm.location(NullMarked.class);

    private static final String PLAIN = """
            package consumer;

            import dev.curfew.CancelContext;
            import dev.curfew.Context;

            public class Main implements java.util.concurrent.Callable<String> {
                public Main() {}

                @Override
                public String call() {
                    CancelContext context = Context.background().withCancel();
                    context.cancel(new Exception("done"));
                    return context.cause().getMessage();
                }
            }
            """;

    private static final String WITH_GRPC = """
            package consumer;

            import dev.curfew.CancelContext;
            import dev.curfew.Context;
            import dev.curfew.grpc.GrpcContexts;

            public class Main implements java.util.concurrent.Callable<String> {
                public Main() {}

                @Override
                public String call() {
                    CancelContext context = Context.background().withCancel();
                    io.grpc.Context.CancellableContext grpc = GrpcContexts.toGrpc(context);
                    context.cancel(new Exception("bridged"));
                    return grpc.cancellationCause().getMessage();
                }
            }
            """;

    private static final String WITH_JDBC = """
            package consumer;

            import dev.curfew.CancelContext;
            import dev.curfew.Context;
            import dev.curfew.jdk.ContextJdbc;
            import java.lang.reflect.Proxy;
            import java.sql.Statement;

            public class Main implements java.util.concurrent.Callable<String> {
                public Main() {}

                @Override
                public String call() throws Exception {
                    Statement statement = (Statement) Proxy.newProxyInstance(
                            Main.class.getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, args) -> 0);
                    try (CancelContext context = Context.background().withCancel()) {
                        return ContextJdbc.execute(context, statement, Runnable::run, () -> "executed");
                    }
                }
            }
            """;

    private static final String WITH_HTTP = """
            package consumer;

            import dev.curfew.CancelContext;
            import dev.curfew.Context;
            import dev.curfew.ContextException;
            import dev.curfew.jdk.ContextHttp;
            import java.net.URI;
            import java.net.http.HttpClient;
            import java.net.http.HttpRequest;
            import java.net.http.HttpResponse.BodyHandlers;

            public class Main implements java.util.concurrent.Callable<String> {
                public Main() {}

                @Override
                public String call() throws Exception {
                    CancelContext context = Context.background().withCancel();
                    context.cancel();
                    HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost/")).build();
                    try {
                        HttpClient client = HttpClient.newHttpClient();
                        return ContextHttp.send(context, client, request, BodyHandlers.ofString()).body();
                    } catch (ContextException e) {
                        return e.getMessage();
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void theLibraryAlone() throws Exception {
        assertEquals("done", compileAndRun("requires dev.curfew;", PLAIN, List.of(LIBRARY, AGRONA, JSPECIFY)));
    }

    @Test
    void notEvenTheAnnotations() throws Exception {
        assertEquals("done", compileAndRun("requires dev.curfew;", PLAIN, List.of(LIBRARY, AGRONA)));
    }

    @Test
    void noWarningOnTheClassPathEither() throws Exception {
        List<String> options = List.of("-Werror", "-cp", Javac.path(List.of(LIBRARY, AGRONA)));
        Javac.Result result =
                Javac.compile(directory.resolve("classes"), options, Javac.source(directory, "Main", PLAIN));
        assertTrue(result.compiled(), result::said);
    }

    /** What Maven and Gradle give to a user. */
    @Test
    void thePomAsksForAgronaOnly() throws Exception {
        assertEquals(List.of("agrona"), Pom.read().requiredByUsers());
    }

    @Test
    void withGrpc() throws Exception {
        List<Path> modules = new ArrayList<>(List.of(LIBRARY, AGRONA, JSPECIFY));
        modules.addAll(ChildJvm.grpcClassPath());
        assertEquals("bridged", compileAndRun("requires dev.curfew; requires io.grpc;", WITH_GRPC, modules));
    }

    @Test
    void withJdbc() throws Exception {
        List<Path> modules = List.of(LIBRARY, AGRONA);
        assertEquals("executed", compileAndRun("requires dev.curfew; requires java.sql;", WITH_JDBC, modules));
    }

    @Test
    void withHttp() throws Exception {
        List<Path> modules = List.of(LIBRARY, AGRONA);
        assertEquals(
                "context canceled", compileAndRun("requires dev.curfew; requires java.net.http;", WITH_HTTP, modules));
    }

    private String compileAndRun(String requires, String main, List<Path> modules) throws Exception {
        Path classes = directory.resolve("classes");
        compile(classes, requires, main, modules);
        Path[] all = Stream.concat(Stream.of(classes), modules.stream()).toArray(Path[]::new);
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(all), ModuleFinder.of(), Set.of("consumer"));
        // The classes of the class path stay out of sight.
        ModuleLayer layer =
                ModuleLayer.boot().defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        Class<?> consumer = layer.findLoader("consumer").loadClass("consumer.Main");
        return (String) ((Callable<?>) consumer.getConstructor().newInstance()).call();
    }

    private void compile(Path classes, String requires, String main, Collection<Path> modules) throws IOException {
        Path descriptor =
                Javac.source(directory, "module-info", "module consumer { " + requires + " exports consumer; }");
        // io.grpc is one
        List<String> options = List.of("-Werror", "-Xlint:-requires-automatic", "-p", Javac.path(modules));
        Javac.Result result = Javac.compile(classes, options, descriptor, Javac.source(directory, "Main", main));
        assertTrue(result.compiled(), result::said);
    }
}
