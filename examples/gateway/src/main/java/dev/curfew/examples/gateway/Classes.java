package dev.curfew.examples.gateway;

import dev.curfew.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads the classes of the library and the gateway at the start. A class in a directory takes a descriptor to read: one
 * that is needed for the first time when there is none left is missing for as long as the process lives.
 */
final class Classes {

    private static final String SUFFIX = ".class";

    private Classes() {}

    static void load() {
        Gateway.class.getResource("/none"); // looked for in all jars, which stay open
        for (Class<?> one : List.of(Context.class, Gateway.class)) {
            Path root = root(one);
            if (Files.isDirectory(root)) {
                loadBelow(root);
            }
        }
    }

    private static Path root(Class<?> one) {
        try {
            return Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path that is no path", e);
        }
    }

    private static void loadBelow(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length())
                            .replace(root.getFileSystem().getSeparator(), "."))
                    .forEach(Classes::load);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, Classes.class.getClassLoader());
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            // One for which a library is missing, such as that for gRPC: it is not used, then.
        }
    }
}
