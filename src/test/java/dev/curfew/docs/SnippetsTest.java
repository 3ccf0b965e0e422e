package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The Java that documents show is code that is compiled with all lints and run: each block of the Markdown files and of the
 * library's Javadoc equals a region of a test, or of an example, and each region is shown.
 */
class SnippetsTest {

    private interface Reader {
        List<Block> read(Path file) throws IOException;
    }

    private static List<Block> read(Stream<Path> files, Reader reader) {
        return files.sorted()
                .flatMap(file -> {
                    try {
                        return reader.read(file).stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private static List<Block> shown() throws IOException {
        return Stream.concat(
                        read(Documents.all(), Block::fencedIn).stream(),
                        read(sources("src/main/java"), Block::documentedIn).stream())
                .toList();
    }

    private static List<Block> regions() throws IOException {
        Stream<Path> tests =
                sources("src/test/java").filter(file -> file.toString().endsWith("Test.java"));
        return read(Stream.concat(tests, sources("examples")), Regions::in);
    }

    private static Stream<Path> sources(String root) throws IOException {
        return Files.walk(Path.of(root)).filter(file -> file.toString().endsWith(".java"));
    }

    private static List<Block> without(List<Block> blocks, List<Block> others) {
        Set<String> essences = others.stream().map(Block::essence).collect(Collectors.toSet());
        return blocks.stream()
                .filter(block -> !essences.contains(block.essence()))
                .toList();
    }

    @Test
    void eachBlockOfADocumentIsARegionOfCodeThatRuns() throws IOException {
        assertFalse(shown().isEmpty());
        assertEquals(List.of(), without(shown(), regions()), "blocks without a region");
    }

    @Test
    void eachRegionIsShown() throws IOException {
        assertEquals(List.of(), without(regions(), shown()), "regions without a block");
    }
}
