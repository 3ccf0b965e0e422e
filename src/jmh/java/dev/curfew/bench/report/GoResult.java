package dev.curfew.bench.report;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What Go's own context took on the work of the benchmarks: {@code go.json}, which the report adds to their rows. */
public final class GoResult {

    private GoResult() {}

    /**
     * Writes the file.
     *
     * @param version of Go
     * @param rows each with {@code benchmark}, {@code params}, {@code threads}, {@code runs} and {@code bytes}
     * @throws IOException if it cannot be written
     */
    public static void write(String version, List<?> rows) throws IOException {
        Map<String, Object> content = Provenance.facts();
        content.put("go", version);
        content.put("rows", rows);
        Output.write(Run.GO, content);
    }
}
