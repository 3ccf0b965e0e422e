package dev.curfew.internal.lockfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each numbered invariant of this package is defined once, and a test names it, so that a search for the number finds both. */
class InvariantsTest {

    private static final Path DEFINING = Path.of("src/main/java/dev/curfew/internal/lockfree");
    private static final List<Path> GUARDING = List.of(Path.of("src/test/java"), Path.of("src/jcstress/java"));

    /** At the begin of a list item or a paragraph of a class comment. */
    private static final Pattern DEFINITION = Pattern.compile("^ \\* +(?:<li>|<p>)?([A-Z][0-9]): ", Pattern.MULTILINE);

    private static final Pattern NUMBER = Pattern.compile("\\b[A-Z][0-9]\\b");

    @Test
    void eachNumberIsDefinedOnce() {
        Map<String, Long> definitions = definitions();
        assertTrue(definitions.containsKey("L3"), "the comments are found");
        definitions.values().removeIf(count -> count == 1);
        assertEquals(Map.of(), definitions);
    }

    /** Numbers with N say what is not guaranteed, and need no test. */
    @Test
    void aTestNamesEachInvariant() {
        Set<String> unnamed = new TreeSet<>(definitions().keySet());
        unnamed.removeIf(number -> number.startsWith("N"));
        for (Path root : GUARDING) {
            sources(root)
                    .forEach(source ->
                            matches(NUMBER, source).map(MatchResult::group).forEach(unnamed::remove));
        }
        assertEquals(Set.of(), unnamed);
    }

    private static Map<String, Long> definitions() {
        return sources(DEFINING)
                .flatMap(source -> matches(DEFINITION, source))
                .collect(Collectors.groupingBy(match -> match.group(1), TreeMap::new, Collectors.counting()));
    }

    private static Stream<MatchResult> matches(Pattern pattern, String source) {
        return pattern.matcher(source).results();
    }

    private static Stream<String> sources(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> java = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("InvariantsTest.java"))
                    .toList();
            return java.stream().map(InvariantsTest::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
