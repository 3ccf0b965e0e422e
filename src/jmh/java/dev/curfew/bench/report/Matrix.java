package dev.curfew.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several runs side by side: a row for each case and rival, a column for each run. */
public final class Matrix {

    private final Map<String, Run> columns = new LinkedHashMap<>();
    private final Map<String, Map<String, Score>> rows = new LinkedHashMap<>();

    /**
     * Adds a column.
     *
     * @param name its heading
     * @param directory of its run
     * @throws IOException if it cannot be read
     */
    public void add(String name, Path directory) throws IOException {
        Run run = Run.read(directory);
        columns.put(name, run);
        for (Case where : run.cases()) {
            where.scores().forEach((impl, score) -> row(where, impl).put(name, score));
        }
    }

    private Map<String, Score> row(Case where, String impl) {
        String name = where.key() + (impl.isEmpty() ? "" : ": " + impl);
        return rows.computeIfAbsent(name, key -> new LinkedHashMap<>());
    }

    private String note() {
        StringBuilder note = new StringBuilder("The same rows in each JVM, one after the other: ns/op, B/op.");
        columns.forEach((name, run) -> {
            if (!run.noisy().isEmpty()) {
                note.append(' ')
                        .append(name)
                        .append(" was noisy: ")
                        .append(run.noisy())
                        .append('.');
            }
        });
        return note.toString();
    }

    /**
     * The table of the columns so far.
     *
     * @param shape the columns whose bars count
     */
    public HarnessResult result(List<String> shape) {
        HarnessResult result = new HarnessResult(Harness.MATRIX, note());
        List<String> headings = new ArrayList<>(List.of("row"));
        headings.addAll(columns.keySet());
        Table table = result.table("Collectors and JDKs", headings.toArray(String[]::new));
        rows.forEach((name, scores) -> {
            List<String> cells = new ArrayList<>(List.of(name));
            columns.keySet().forEach(column -> cells.add(Numbers.cell(scores.get(column))));
            table.row(cells.toArray(String[]::new));
        });
        for (String column : shape) {
            if (columns.containsKey(column)) {
                for (Verdict verdict : columns.get(column).verdicts()) {
                    String bar = column + ": " + verdict.where() + " " + verdict.bar();
                    result.bar(bar, verdict.measured(), verdict.outcome());
                }
            }
        }
        return result;
    }
}
