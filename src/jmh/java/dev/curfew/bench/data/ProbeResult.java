package dev.curfew.bench.data;

import com.google.gson.annotations.SerializedName;
import dev.curfew.bench.data.Verdict.Outcome;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link Probe} found: tables of text, and its targets. The components are the fields of its file.
 *
 * @param note how it was measured, in a sentence or two
 * @param targets {@code bars} in files of the runs before 2026-11-28
 */
public record ProbeResult(
        String note,
        List<Table> tables,

        @SerializedName(value = "targets", alternate = "bars")
        List<Verdict> targets) {

    /** Without tables and targets so far. */
    public ProbeResult(String note) {
        this(note, new ArrayList<>(), new ArrayList<>());
    }

    /** Adds an empty table. */
    public Table table(String title, List<String> columns) {
        Table table = new Table(title, columns);
        tables.add(table);
        return table;
    }

    public Table table(String title, String... columns) {
        return table(title, List.of(columns));
    }

    /** Adds a target that is met or missed. */
    public void target(Probe probe, String target, String measured, boolean met) {
        target(probe, target, measured, Outcome.of(met));
    }

    public void target(Probe probe, String target, String measured, Outcome outcome) {
        targets.add(new Verdict(probe.title(), target, measured, outcome));
    }

    /** Prints the note, the tables and the targets. */
    public void print(PrintStream out) {
        printTables(out);
        targets.forEach(out::println);
    }

    /** Prints the note and the tables. In the report, the targets of all probes stand below. */
    public void printTables(PrintStream out) {
        out.println(note);
        tables.forEach(table -> table.print(out));
    }
}
