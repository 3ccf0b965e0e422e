package dev.curfew.bench.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code machine.txt}: lines of a name, a colon and what is known. */
public record Facts(List<String> lines) {

    public static final String FILE = "machine.txt";
    public static final String COMMIT = "commit";
    public static final String JDK = "jdk";
    public static final String GC = "gc";
    public static final String SUITE = "suite";
    /** The options by which a run measures less than all of its rows, or for another time. */
    public static final String NARROWED = "narrowed";
    /** A reason to trust the numbers less. There may be several. */
    public static final String NOISY = "noisy";

    public static Facts read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        return new Facts(Files.exists(file) ? Files.readAllLines(file) : List.of());
    }

    /** What follows a name, or nothing. */
    public String of(String name) {
        return all(name).findFirst().orElse("");
    }

    /** All reasons, or nothing. */
    public String noisy() {
        return all(NOISY).collect(Collectors.joining(", "));
    }

    private Stream<String> all(String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip());
    }
}
