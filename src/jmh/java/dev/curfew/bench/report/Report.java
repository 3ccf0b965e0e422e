package dev.curfew.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a run ends with: its table, on the terminal and in a file beside the results. */
public final class Report {

    static final String TABLE = "table.txt";

    private Report() {}

    /** Writes the table of the run in this directory. */
    public static void write(Path directory, PrintStream out) throws IOException {
        Run run = Run.read(directory);
        Path file = directory.resolve(TABLE);
        try (PrintStream table = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            new RunTable(run, table).print();
        }
        out.print(Files.readString(file));
        out.println("written: " + file);
    }
}
