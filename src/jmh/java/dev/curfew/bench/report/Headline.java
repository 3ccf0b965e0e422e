package dev.curfew.bench.report;

import static dev.curfew.bench.data.Alternative.CURFEW;
import static dev.curfew.bench.data.Alternative.GO;
import static dev.curfew.bench.data.Alternative.MUTEX;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Numbers;
import java.util.ArrayList;
import java.util.List;

/** The table on the first screen of README: a row for each kind of question, and the alternative that comes closest. */
final class Headline {

    record Line(String text, Case.Key key) {}

    /** What a reader buys comes first. */
    static final List<Line> LINES = List.of(
            line("derive with a 5 s timeout and cancel, 1 thread", "Timeout.relative", 1, "standing=0"),
            line("the same, 2 threads", "Timeout.relative", 2, "standing=0"),
            line("the same, 1 thread, under a million live timeouts", "Timeout.relative", 1, "standing=1000000"),
            line("derive and cancel, 2 threads, one parent", "Child.lifo", 2, "parent=shared standing=0"),
            line("derive and cancel, 1 thread", "Child.lifo", 1, "parent=shared standing=0"),
            line("make and end 1,000 children, per child", "CancelTree.fanOut", 1, "actions=none"),
            line("poll a live context, 1 thread", "Poll.isDone", 1, "contexts=shared state=live"),
            line(
                    "poll while another thread derives from the context",
                    "Poll.whileDeriving, poll",
                    2,
                    "contexts=shared state=live"),
            line("look up one of 10 values", "Value.hit", 1, "chain=values depth=10"),
            line("the wheel alone: schedule at a deadline and cancel", "Wheel.scheduleAndCancelAbsolute", 1, "live=0"));

    private final Run run;

    private Headline(Run run) {
        this.run = run;
    }

    private static Line line(String text, String name, int threads, String params) {
        return new Line(text, Case.Key.of(name, threads, params));
    }

    /** In Markdown, with the link to the run, and the times of a CAS and of the clock. */
    static String of(Run run, String link) {
        return new Headline(run).text(link);
    }

    private String text(String link) {
        boolean withGo = run.cases().stream().anyMatch(where -> where.score(GO) != null);
        List<String> lines = new ArrayList<>();
        lines.add("| ns/op, of one thread | " + CURFEW.title() + " | " + MUTEX.title() + " |"
                + (withGo ? " " + GO.title() + " |" : "") + " best alternative |");
        lines.add("|---|---:|---:|" + (withGo ? "---:|" : "") + "---:|");
        for (Line line : LINES) {
            run.find(line.key).ifPresent(where -> lines.add(row(line, where, withGo)));
        }
        lines.add("");
        lines.add(conditions() + " [The run](" + link + "), targets: "
                + run.summary().headline() + ".");
        return String.join("\n", lines);
    }

    private static String row(Line line, Case where, boolean withGo) {
        return "| " + line.text
                + " | " + cell(where, CURFEW)
                + " | " + cell(where, MUTEX)
                + (withGo ? " | " + cell(where, GO) : "")
                + " | "
                + where.bestOfOthers()
                        .map(one -> one.title() + " " + cell(where, one)
                                + (where.keepsEndedChildren(one) ? ", a live parent keeps ended children" : ""))
                        .orElse(Numbers.NONE)
                + " |";
    }

    private static String cell(Case where, Alternative one) {
        return Score.cell(where.score(one));
    }

    private String conditions() {
        String floor = floor("compareAndSet") + " ns, a reading of the clock " + floor("nanoTime") + " ns";
        return run.measuredOn() + "; a CAS takes " + floor + " there."
                + run.parts()
                        .goVersion()
                        .map(version ->
                                " Go is " + version.replaceAll(" .*", "") + ": since 2025 it polls without a lock.")
                        .orElse("")
                + (run.noisy().isEmpty() ? "" : " **A noisy run:** " + run.noisy() + ".");
    }

    private String floor(String what) {
        return run.cases().stream()
                .filter(where -> where.is(Question.FLOOR, what))
                .flatMap(where -> where.scores().values().stream())
                .map(score -> Numbers.number(score.nanos()))
                .findFirst()
                .orElse(Numbers.NONE);
    }
}
