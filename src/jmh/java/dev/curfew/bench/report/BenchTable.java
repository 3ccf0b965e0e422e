package dev.curfew.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a run's results: a block for each question, curfew first, and the bars it met or missed. */
public final class BenchTable {

    private static final Map<String, String> TITLES = titles();
    private static final Map<String, String> NOTES = Map.of(
            "Child",
            "grpc+listener and future keep ended children: they get a new parent after each 1,000. "
                    + "grpc without a listener attaches nothing, and tells nobody.",
            "CancelTree",
            "Per context made and ended; killSwitch per call on 10,000 children, the time until an action runs, "
                    + "and its B/op include the making.",
            "Timeout",
            "grpc+listener and future get a new parent after each 1,000, as for Child; grpc tells nobody of its parent's end.",
            "Wheel",
            "netty and stpe take delays: for an absolute deadline they are given the difference to a known time. "
                    + "agrona has one thread, which also fires.",
            "Action",
            "16 of grpc's bytes adapt its listener to Runnable.");

    private final List<Case> cases;
    private final PrintStream out;
    private int met;
    private final List<String> missed = new ArrayList<>();

    private BenchTable(List<Case> cases, PrintStream out) {
        this.cases = cases;
        this.out = out;
    }

    /**
     * Prints the table of an existing result.
     *
     * @param args one: JMH's JSON file; without it, {@code target/bench/results.json}
     * @throws IOException if it cannot be read
     */
    public static void main(String[] args) throws IOException {
        print(Path.of(args.length > 0 ? args[0] : "target/bench/results.json"), System.out);
    }

    /**
     * Prints the table.
     *
     * @param json a result of JMH
     * @param out where to, as UTF-8 whatever its own encoding
     * @throws IOException if the result cannot be read
     */
    public static void print(Path json, PrintStream out) throws IOException {
        PrintStream utf8 = new PrintStream(out, true, StandardCharsets.UTF_8);
        new BenchTable(Results.read(json), utf8).print();
        utf8.flush();
    }

    private static Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("Poll", "Poll: am I done?");
        titles.put("Child", "Child: derive under a live parent, and end");
        titles.put("Timeout", "Timeout: derive with 5 s under a live parent, and end");
        titles.put("Wheel", "Wheel: schedule and cancel, or fire, without contexts");
        titles.put("Stall", "Stall: a million timers fell due while nobody looked");
        titles.put("Wake", "Wake: from cancel until another thread runs");
        titles.put("Inbox", "Inbox: hand a timer to the owner, and take it");
        titles.put("Action", "Action: register and take back; register and run");
        titles.put("CancelTree", "CancelTree: make a tree and end it from its root");
        titles.put("Value", "Value: look up, bind");
        titles.put("Harness", "Harness: by hand, to compare with Poll and Child");
        return titles;
    }

    private void print() {
        Map<String, List<Case>> byQuestion =
                cases.stream().collect(Collectors.groupingBy(Case::question, LinkedHashMap::new, Collectors.toList()));
        List<Case> floor = byQuestion.remove("Floor");
        TITLES.keySet().forEach(question -> printBlock(question, byQuestion.remove(question)));
        byQuestion.forEach(this::printBlock);
        if (floor != null) {
            out.println("Floor in this run: "
                    + floor.stream()
                            .map(c -> c.what() + " "
                                    + number(c.scores()
                                            .values()
                                            .iterator()
                                            .next()
                                            .nanos()) + " ns")
                            .collect(Collectors.joining(", ")));
        }
        if (met + missed.size() > 0) {
            out.println("Bars: " + met + " met, " + missed.size() + " missed");
            missed.forEach(line -> out.println("  MISSED " + line));
        }
    }

    private void printBlock(String question, List<Case> block) {
        if (block == null) {
            return;
        }
        out.printf(
                "%-60s %10s %10s %10s %8s%n",
                TITLES.getOrDefault(question, question), "ns/op", "±", "B/op", "curfew/it");
        if (NOTES.containsKey(question)) {
            out.println("  (" + NOTES.get(question) + ")");
        }
        block.forEach(this::printCase);
        out.println();
    }

    private void printCase(Case where) {
        out.println("  " + where);
        Score curfew = where.scores().get(Case.CURFEW);
        where.scores().forEach((impl, score) -> {
            boolean rival = curfew != null && !impl.equals(Case.CURFEW);
            String line = String.format(
                    "    %-56s %10s %10s %10s %8s%s",
                    impl,
                    number(score.nanos()),
                    number(score.error()),
                    bytes(score.bytes()),
                    rival ? number(curfew.nanos() / score.nanos()) : "",
                    score.noisy() ? "  noisy" : "");
            out.println(line.stripTrailing());
        });
        for (Bars.Verdict verdict : Bars.check(where, cases)) {
            String line = verdict.bar() + ": " + verdict.measured();
            out.println("      " + (verdict.met() ? "met     " : "MISSED  ") + line);
            if (verdict.met()) {
                met++;
            } else {
                missed.add(where.question() + "." + where + ": " + line);
            }
        }
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 1_000 ? "%.1f" : "%,.0f", value);
    }

    private static String bytes(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,.0f", value);
    }
}
