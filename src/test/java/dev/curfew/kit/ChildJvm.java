package dev.curfew.kit;

import com.google.common.base.Preconditions;
import dev.curfew.Context;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.agrona.ErrorHandler;

/** Runs a main class of the tests in a JVM of its own, with nothing on its class path but the library and that class. */
public final class ChildJvm {

    private static final long PATIENCE_SECONDS = 300;

    private ChildJvm() {}

    /** How it ended and what it said. */
    public record Result(int exitCode, String out, String err) {
        public List<String> outLines() {
            return out.lines().toList();
        }
    }

    public static Result run(Class<?> main, List<String> options, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(classPath(main));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("child", ".out");
        Path err = Files.createTempFile("child", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM would say so on stderr
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the child JVM does not end: " + command);
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static String classPath(Class<?> main) {
        Set<Path> entries = new TreeSet<>(libraryClassPath());
        entries.add(location(main));
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Where the library and what it needs at run time come from. */
    public static Set<Path> libraryClassPath() {
        Set<Path> entries = new TreeSet<>();
        for (Class<?> type : List.of(Context.class, ErrorHandler.class)) {
            entries.add(location(type));
        }
        return entries;
    }

    /** Where that comes from which only {@code dev.curfew.grpc} needs: programs that do not use it run without. */
    public static Set<Path> grpcClassPath() {
        return new TreeSet<>(Set.of(location(io.grpc.Context.class), location(Preconditions.class)));
    }

    /** The directory or jar that a class was loaded from. */
    public static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** The names of the library's classes, sorted. */
    public static List<String> libraryClasses() {
        return ModuleFinder.of(libraryLocation()).findAll().stream()
                .flatMap(module -> names(module).stream())
                .sorted()
                .toList();
    }

    /** Where the library itself comes from. */
    public static Path libraryLocation() {
        return location(Context.class);
    }

    private static List<String> names(ModuleReference module) {
        try (var reader = module.open()) {
            return reader.list()
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
