package dev.curfew.bench.data;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows of text below the names of their columns. The first column says what the row is. */
public record Table(String title, List<String> columns, List<List<String>> rows) {

    /** Without rows so far. */
    public Table(String title, List<String> columns) {
        this(title, columns, new ArrayList<>());
    }

    /** Adds a row with a cell for each column. */
    public void row(String... cells) {
        row(List.of(cells));
    }

    public void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    /** Prints it for a terminal, the columns aligned. */
    public void print(PrintStream out) {
        out.println();
        out.println(title);
        List<List<String>> lines = new ArrayList<>(List.of(columns));
        lines.addAll(rows);
        int[] widths = new int[columns.size()];
        for (List<String> line : lines) {
            for (int column = 0; column < line.size(); column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                String cell = line.get(column);
                String space = " ".repeat(widths[column] - cell.length());
                text.append("  ").append(column == 0 ? cell + space : space + cell);
            }
            out.println(text.toString().stripTrailing());
        }
    }
}
