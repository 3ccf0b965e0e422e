package dev.curfew.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a run ends with: the table on the terminal, and the page. */
public final class Report {

    static final String PAGE = "report.html";
    static final String TABLE = "table.txt";

    private Report() {}

    /**
     * Reports what {@code target/bench} has, as after a harness was run that adds to it.
     *
     * @param args none
     * @throws IOException if it cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Path directory = Output.directory();
        if (!Files.exists(directory.resolve(Run.RESULTS))) {
            System.err.println("nothing measured yet: make bench");
            System.exit(1);
        }
        write(directory, System.out);
    }

    /**
     * Prints the table, and writes it and the page beside the results.
     *
     * @param directory where {@code results.json} is
     * @param out the terminal
     * @throws IOException if the results cannot be read, or the report not be written
     */
    public static void write(Path directory, PrintStream out) throws IOException {
        Run run = Run.read(directory);
        BenchTable.print(run, out);
        try (PrintStream table =
                new PrintStream(Files.newOutputStream(directory.resolve(TABLE)), false, StandardCharsets.UTF_8)) {
            BenchTable.print(run, table);
        }
        Files.writeString(directory.resolve(PAGE), Page.of(run));
        out.println("written: " + directory.resolve(PAGE));
    }
}
