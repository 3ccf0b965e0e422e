package dev.curfew.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code machine.txt}: lines of a name, a colon and what is known. */
record Facts(List<String> lines) {

    static final String COMMIT = "commit";
    static final String JDK = "jdk";
    static final String GC = "gc";
    static final String SUITE = "suite";
    /** The options that had less measured than the suite has, or for another time. */
    static final String NARROWED = "narrowed";
    /** Why the numbers deserve less trust; may be there twice. */
    static final String NOISY = "noisy";

    static Facts read(Path directory) throws IOException {
        Path file = directory.resolve(Run.FACTS);
        return new Facts(Files.exists(file) ? Files.readAllLines(file) : List.of());
    }

    /** What follows a name; empty if nothing does. */
    String of(String name) {
        return all(name).findFirst().orElse("");
    }

    /** All reasons; empty without any. */
    String noisy() {
        return all(NOISY).collect(Collectors.joining(", "));
    }

    private Stream<String> all(String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip());
    }
}
