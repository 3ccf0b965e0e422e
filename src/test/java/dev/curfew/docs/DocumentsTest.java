package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.Pom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents refer to is there: files, headings, make targets, and the version of the pom. Their lines are short. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    /** One, or several with the same recipe. */
    private static final Pattern TARGET = Pattern.compile("(?m)^([a-z-]+(?: [a-z-]+)*):");

    private static final Pattern MAKE = Pattern.compile("(?m)(?:^|`)make ((?:[a-z-]+ ?)+)");

    private static final int LONGEST_LINE = 120;
    private static final Path GENERATED = Path.of("bench-results", "README.md");
    /** Lines that cannot be broken, or that a program writes. */
    private static final Pattern NOT_PROSE =
            Pattern.compile("(?ms)^```.*?^```$|^<!-- (\\w+): by make .*?^<!-- end of \\1 -->$|^(?:\\||!\\[).*?$");

    @Test
    void noLineOfProseIsLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path document :
                Documents.all().filter(path -> !path.equals(GENERATED)).toList()) {
            String prose = NOT_PROSE.matcher(Files.readString(document)).replaceAll("");
            LINK.matcher(prose)
                    .replaceAll("]")
                    .lines()
                    .filter(line -> line.length() > LONGEST_LINE)
                    .forEach(line -> tooLong.add(document + ": " + line));
        }
        assertEquals(List.of(), tooLong);
    }

    @Test
    void eachLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path document : Documents.all().toList()) {
            for (MatchResult link : find(LINK, Files.readString(document))) {
                if (!link.group(1).contains(":") && !leads(document, link.group(1), link.group(2))) {
                    dead.add(document + ": " + link.group());
                }
            }
        }
        assertEquals(List.of(), dead);
    }

    private static boolean leads(Path from, String file, String heading) throws IOException {
        Path to = file.isEmpty() ? from : from.resolveSibling(file).normalize();
        return Files.exists(to) && (heading == null || anchors(to).contains(heading));
    }

    private static Set<String> anchors(Path document) throws IOException {
        return find(HEADING, Files.readString(document)).stream()
                .map(heading -> heading.group(1).toLowerCase(java.util.Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void eachTargetOfMakeIsInTheMakefile() throws IOException {
        Set<String> targets = find(TARGET, Files.readString(Path.of("Makefile"))).stream()
                .flatMap(target -> Stream.of(target.group(1).split(" ")))
                .collect(Collectors.toSet());
        assertTrue(targets.contains("test"));
        List<String> unknown = new ArrayList<>();
        for (Path document : Documents.all().toList()) {
            for (MatchResult call : find(MAKE, Files.readString(document))) {
                for (String target : call.group(1).split(" ")) {
                    if (!targets.contains(target)) {
                        unknown.add(document + ": " + call.group());
                    }
                }
            }
        }
        assertEquals(List.of(), unknown);
    }

    @Test
    void theReadmesCoordinatesAreThePoms() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        Pom pom = Pom.read();
        for (String element : List.of("groupId", "artifactId", "version")) {
            String line = "<" + element + ">" + pom.text("/project/" + element) + "</" + element + ">";
            assertTrue(readme.contains(line), line);
        }
    }

    @Test
    void theAddressToCloneFromIsAPropertyOfThePom() throws Exception {
        assertTrue(Files.readString(Path.of("README.md")).contains("property `clone.url` in [`pom.xml`](pom.xml)"));
        Pom pom = Pom.read();
        assertFalse(pom.text("/project/properties/clone.url").isEmpty());
        assertEquals("${clone.url}", pom.text("/project/scm/url"));
    }

    private static List<MatchResult> find(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
