package dev.curfew.bench.report;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where this JVM's results go. */
public final class Output {

    private static final Path MEASURED = Path.of("target", "bench");
    private static final Path SMOKE = Path.of("target", "bench-smoke");

    private Output() {}

    /** System property {@code dir}; else a place for measurements, or one for smoke runs, whose numbers mean nothing. */
    public static Path directory() {
        String dir = System.getProperty("dir");
        return dir != null ? Path.of(dir) : flag("smoke") ? SMOKE : MEASURED;
    }

    /** Whether a system property is given and not turned off: {@code smoke=1} and {@code smoke=true} are the same. */
    public static boolean flag(String property) {
        String value = System.getProperty(property, "");
        return !value.isEmpty() && !value.equals("false") && !value.equals("0");
    }

    /**
     * Makes an empty directory of one that may be there, so that nothing of an earlier run is taken for this one's.
     *
     * @throws IOException if it cannot
     */
    public static void clear(Path directory) throws IOException {
        delete(directory);
        Files.createDirectories(directory);
    }

    /** Deletes a directory, if it is there, with all that is in it. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /**
     * Writes JSON whole or not at all, so that it can be written again after each result, and a reader or an interrupt
     * never sees half of it.
     *
     * @param name of the file
     * @param content what GSON makes an object of
     * @throws IOException if it cannot be written
     */
    static void write(String name, Object content) throws IOException {
        Files.createDirectories(directory());
        Path half = directory().resolve(name + ".tmp");
        Files.writeString(
                half,
                new GsonBuilder()
                                .setPrettyPrinting()
                                .disableHtmlEscaping()
                                .create()
                                .toJson(content) + "\n");
        Files.move(half, directory().resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}
