package dev.curfew.bench.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of text below the names of their columns; the first column says what the row is. */
public final class Table {

    private final String title;
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();
    private @Nullable List<Curve> curves;

    @SuppressWarnings("unused") // Gson's
    private Table() {
        this("", List.of());
    }

    Table(String title, List<String> columns) {
        this.title = title;
        this.columns = columns;
    }

    /** Adds a row, with a cell for each column. */
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** Adds a curve of percentiles to the chart above the table. */
    public void curve(Curve curve) {
        if (curves == null) {
            curves = new ArrayList<>();
        }
        curves.add(curve);
    }

    void print(PrintStream out) {
        out.println();
        out.println(title);
        List<List<String>> lines = new ArrayList<>(List.of(columns));
        lines.addAll(rows);
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder("  ");
            for (int column = 0; column < line.size(); column++) {
                int width = width(lines, column);
                text.append(String.format(column == 0 ? "%-" + width + "s" : "  %" + width + "s", line.get(column)));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static int width(List<List<String>> lines, int column) {
        return Math.max(
                1,
                lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(1));
    }
}
