package dev.curfew.bench.report;

import dev.curfew.bench.report.Verdict.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a {@link Harness} found: tables of text, the same on the terminal and on the page, and its bars. */
public final class HarnessResult {

    private final Harness harness;
    private final String note;
    private final List<Table> tables = new ArrayList<>();
    private final List<Verdict> bars = new ArrayList<>();

    /** @param note how it was measured, in a sentence or two */
    public HarnessResult(Harness harness, String note) {
        Provenance.remember();
        this.harness = harness;
        this.note = note;
    }

    /** Adds an empty table. */
    public Table table(String title, String... columns) {
        Table table = new Table(title, List.of(columns));
        tables.add(table);
        return table;
    }

    /** Adds a bar that is met or missed. */
    public void bar(String bar, String measured, boolean met) {
        bar(bar, measured, met ? Outcome.MET : Outcome.MISSED);
    }

    /** Adds a bar. */
    public void bar(String bar, String measured, Outcome outcome) {
        bars.add(new Verdict(harness.title(), bar, measured, outcome));
    }

    /** Prints the tables and the bars, as UTF-8. */
    public void print(PrintStream out) {
        PrintStream utf8 = new PrintStream(out, true, StandardCharsets.UTF_8);
        utf8.println(note);
        tables.forEach(table -> table.print(utf8));
        bars.forEach(utf8::println);
    }

    /**
     * Writes the harness's file for the report, with all that it has to say.
     *
     * @throws IOException if it cannot be written
     */
    public void write() throws IOException {
        write(Provenance.facts());
    }

    /**
     * Writes the file after one of several results, so that an interrupt costs but what is under way; it says that more
     * was to come.
     *
     * @throws IOException if it cannot be written
     */
    public void writeSoFar() throws IOException {
        Map<String, Object> content = Provenance.facts();
        content.merge(Facts.NARROWED, "incomplete", (narrowed, incomplete) -> narrowed + ", " + incomplete);
        write(content);
    }

    private void write(Map<String, Object> content) throws IOException {
        content.put("note", note);
        content.put("tables", tables);
        content.put("bars", bars);
        Output.write(harness.file(), content);
    }
}
