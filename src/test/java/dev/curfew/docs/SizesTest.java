package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.curfew.kit.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of sizes in docs/performance.md is what JVMs with these options count. */
class SizesTest {

    private static final String TITLE = "| | compressed (17, 25) | compact headers (25) | ZGC (17, 25) |";

    @Test
    void compressed() throws Exception {
        assertColumn(2, "-XX:+UseSerialGC");
    }

    @Test
    void compactHeaders() throws Exception {
        assumeTrue(Runtime.version().feature() >= 25, "the option is new in JDK 25");
        assertColumn(3, "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders");
    }

    @Test
    void zgc() throws Exception {
        assertColumn(4, "-XX:+UseZGC");
    }

    private static void assertColumn(int column, String... options) throws Exception {
        List<String> jvm = new ArrayList<>(List.of("-Xmx256m"));
        jvm.addAll(List.of(options));
        ChildJvm.Result measured = ChildJvm.run(SizesTrial.class, jvm);
        assertEquals(0, measured.exitCode(), measured::err);
        assertEquals(tableColumn(column), measured.out().strip());
    }

    /** Row by row, as the trial prints them. */
    private static String tableColumn(int column) throws Exception {
        String document = Files.readString(Path.of("docs", "performance.md"));
        List<String> rows = document.substring(document.indexOf(TITLE))
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .map(cells -> cells.get(1) + "\t" + cells.get(column))
                .toList();
        return String.join("\n", rows);
    }
}
