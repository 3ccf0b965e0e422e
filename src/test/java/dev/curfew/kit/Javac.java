package dev.curfew.kit;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles sources as a user of the library would, with the compiler of the JDK that runs the tests. */
public final class Javac {

    private Javac() {}

    /** Whether it compiled, and what the compiler said. */
    public record Result(boolean compiled, String said) {}

    /**
     * Compiles sources with all lints on, for Java 17, into {@code classes}.
     *
     * @param options further ones
     * @param sources files
     */
    public static Result compile(Path classes, List<String> options, Path... sources) throws IOException {
        List<String> all = new ArrayList<>(List.of("-proc:none", "--release", "17", "-Xlint:all"));
        all.addAll(List.of("-d", classes.toString()));
        all.addAll(options);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(said, null, null, all, null, files.getJavaFileObjects(sources))
                    .call();
            return new Result(compiled, said.toString());
        }
    }

    /** Writes a source into a directory. */
    public static Path source(Path directory, String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name + ".java"), text);
    }

    /** A value for {@code -cp} or {@code -p}. */
    public static String path(Collection<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
