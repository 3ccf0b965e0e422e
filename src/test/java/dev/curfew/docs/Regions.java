package dev.curfew.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The regions of sources that documents show: between a comment {@code // snippet: name} and a comment {@code // end}. Regions
 * of one file with the same name are one piece of code, in their order: a field and a method's body, say.
 */
final class Regions {

    private static final Pattern BEGIN = Pattern.compile("\\s*// snippet: (.+)");
    private static final Pattern END = Pattern.compile("\\s*// end");

    private Regions() {}

    static List<Block> in(Path source) throws IOException {
        Map<String, StringBuilder> regions = new LinkedHashMap<>();
        StringBuilder open = null;
        for (String line : Files.readAllLines(source)) {
            Matcher begin = BEGIN.matcher(line);
            if (begin.matches()) {
                open = regions.computeIfAbsent(begin.group(1), name -> new StringBuilder());
            } else if (END.matcher(line).matches()) {
                open = null;
            } else if (open != null) {
                open.append(line).append('\n');
            }
        }
        if (open != null) {
            throw new AssertionError(source + " has a region without end");
        }
        return regions.entrySet().stream()
                .map(region -> new Block(
                        source + ", snippet " + region.getKey(),
                        region.getValue().toString()))
                .toList();
    }
}
