package dev.curfew.bench.report;

import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Table;
import dev.curfew.bench.data.Verdict;
import dev.curfew.bench.run.MatrixRun.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several runs side by side: a row for each case and alternative, a column for each run. */
public final class Matrix {

    private Matrix() {}

    /** The table of these columns, and the targets of those that are judged. */
    public static ProbeResult of(List<Column> columns) throws IOException {
        StringBuilder note = new StringBuilder("The same rows in each JVM, one after the other: ns/op, B/op.");
        List<String> headings = new ArrayList<>(List.of("row"));
        Map<String, Map<String, Score>> rows = new LinkedHashMap<>();
        List<Run> runs = new ArrayList<>();
        for (Column column : columns) {
            Run run = Run.read(column.directory());
            runs.add(run);
            headings.add(column.heading());
            for (Case where : run.cases()) {
                where.scores()
                        .forEach((impl, score) -> rows.computeIfAbsent(
                                        where.key() + (impl.isEmpty() ? "" : ": " + impl), key -> new LinkedHashMap<>())
                                .put(column.heading(), score));
            }
            if (!run.noisy().isEmpty()) {
                note.append(" %s was noisy: %s.".formatted(column.heading(), run.noisy()));
            }
        }
        ProbeResult result = new ProbeResult(note.toString());
        Table table = result.table("Collectors and JDKs", headings);
        rows.forEach((name, scores) -> {
            List<String> cells = new ArrayList<>(List.of(name));
            columns.forEach(column -> cells.add(Score.cell(scores.get(column.heading()), false)));
            table.row(cells);
        });
        for (int i = 0; i < runs.size(); i++) {
            if (columns.get(i).judged()) {
                for (Verdict verdict : runs.get(i).verdicts()) {
                    String target = columns.get(i).heading() + ": " + verdict.where() + " " + verdict.target();
                    result.target(Probe.MATRIX, target, verdict.measured(), verdict.outcome());
                }
            }
        }
        return result;
    }
}
