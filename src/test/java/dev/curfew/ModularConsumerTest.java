package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
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
                @Override
                public String call() {
                    CancelContext context = Context.background().withCancel();
                    io.grpc.Context.CancellableContext grpc = GrpcContexts.toGrpc(context);
                    context.cancel(new Exception("bridged"));
                    return grpc.cancellationCause().getMessage();
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
    void withGrpc() throws Exception {
        List<Path> modules = new ArrayList<>(List.of(LIBRARY, AGRONA, JSPECIFY));
        modules.addAll(ChildJvm.grpcClassPath());
        assertEquals("bridged", compileAndRun("requires dev.curfew; requires io.grpc;", WITH_GRPC, modules));
    }

    private String compileAndRun(String requires, String main, List<Path> modules) throws Exception {
        Path classes = directory.resolve("classes");
        compile(
                classes,
                source("module-info", "module consumer { " + requires + " exports consumer; }"),
                main,
                modules);
        Path[] all = Stream.concat(Stream.of(classes), modules.stream()).toArray(Path[]::new);
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(all), ModuleFinder.of(), Set.of("consumer"));
        // The classes of the class path stay out of sight.
        ModuleLayer layer =
                ModuleLayer.boot().defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        Class<?> consumer = layer.findLoader("consumer").loadClass("consumer.Main");
        return (String) ((Callable<?>) consumer.getConstructor().newInstance()).call();
    }

    private void compile(Path classes, Path moduleInfo, String main, Collection<Path> modules) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String path = modules.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        List<String> options =
                List.of("-proc:none", "--release", "17", "-d", classes.toString(), "--module-path", path);
        StringWriter said = new StringWriter();
        boolean compiled = compiler.getTask(
                        said,
                        null,
                        null,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, null)
                                .getJavaFileObjects(moduleInfo, source("Main", main)))
                .call();
        assertTrue(compiled, said::toString);
    }

    private Path source(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name + ".java"), text);
    }
}
