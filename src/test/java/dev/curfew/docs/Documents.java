package dev.curfew.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The documents of this project. */
final class Documents {

    private Documents() {}

    /** Those at the top, those that GitHub shows, the guides, and the pages of the published runs and of the programs. */
    static Stream<Path> all() throws IOException {
        return Stream.of(".", ".github", "docs", "bench-results", "examples/programs")
                .flatMap(folder -> markdownIn(Path.of(folder)));
    }

    private static Stream<Path> markdownIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".md")).map(Path::normalize).toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
