package dev.curfew.bench.report;

import static dev.curfew.bench.data.Alternative.CURFEW;
import static dev.curfew.bench.data.Alternative.GO;
import static dev.curfew.bench.data.Alternative.GO_LARGE_HEAP;
import static dev.curfew.bench.data.Alternative.POOL;
import static java.util.Objects.requireNonNull;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The table on the first screen of README: a row for each kind of question, with the best lock and the best library that
 * were measured, also where they are faster. A note says what a library does not do.
 */
final class Headline {

    /** @param ours what stands in the first column */
    record Line(String text, Case.Key key, Alternative ours) {}

    /** What a reader buys comes first. */
    static final List<Line> LINES = List.of(
            line("a whole request with 3 values, 1 thread", "Request.serve", 1, "values=3"),
            line("the same, 2 threads", "Request.serve", 2, "values=3"),
            line("the first row with scopes of a pool and values in an array", POOL, "Request.serve", 1, "values=3"),
            line("derive with a 5 s timeout and cancel, 1 thread", "Timeout.relative", 1, "standing=0"),
            line("the same, 2 threads", "Timeout.relative", 2, "standing=0"),
            line("the same, 1 thread, under a million live timeouts", "Timeout.relative", 1, "standing=1000000"),
            line("derive and cancel, 2 threads, one parent", "Child.lifo", 2, "parent=shared standing=0"),
            line("derive and cancel, 1 thread", "Child.lifo", 1, "parent=shared standing=0"),
            line("make and end 1,000 children, per child", "CancelTree.fanOut", 1, "actions=none"),
            line("20 children of a new context, ended oldest first", "Pattern.request", 1, "calls=20"),
            line("20 actions of a new context, stopped oldest first", "Pattern.actions", 1, ""),
            line("poll a live context, 1 thread", "Poll.isDone", 1, "contexts=shared state=live"),
            line(
                    "poll while another thread derives from the context",
                    "Poll.whileDeriving, poll",
                    2,
                    "contexts=shared state=live"),
            line("look up one of 10 values", "Value.hit", 1, "chain=values depth=10"),
            line("the wheel alone: schedule at a deadline and cancel", "Wheel.scheduleAndCancelAbsolute", 1, "live=0"));

    private final Run run;
    private final List<String> notes = new ArrayList<>();

    private Headline(Run run) {
        this.run = run;
    }

    private static Line line(String text, String name, int threads, String params) {
        return line(text, CURFEW, name, threads, params);
    }

    private static Line line(String text, Alternative ours, String name, int threads, String params) {
        return new Line(text, Case.Key.of(name, threads, params), ours);
    }

    /** In Markdown, with the link to the run, and the times of a CAS and of the clock. */
    static String of(Run run, String link) {
        return new Headline(run).text(link);
    }

    private String text(String link) {
        boolean withGo = run.cases().stream().anyMatch(where -> where.score(GO) != null);
        List<String> lines = new ArrayList<>();
        lines.add("| ns per operation | " + CURFEW.title() + " | best lock |" + (withGo ? " " + GO.title() + " |" : "")
                + " best library |");
        lines.add("|---|---:|---:|" + (withGo ? "---:|" : "") + "---:|");
        for (Line line : LINES) {
            run.find(line.key).ifPresent(where -> lines.add(row(line, where, withGo)));
        }
        if (!notes.isEmpty()) {
            lines.add("");
        }
        for (int i = 0; i < notes.size(); i++) {
            lines.add("<sup>" + (i + 1) + "</sup> " + notes.get(i));
        }
        lines.add("");
        lines.add(conditions() + " [The run](" + link + ").");
        return String.join("\n", lines);
    }

    private String row(Line line, Case where, boolean withGo) {
        return "| " + line.text
                + " | " + cell(where, line.ours)
                + " | " + where.bestLock().map(lock -> named(where, lock)).orElse(Numbers.NONE)
                + (withGo ? " | " + goCell(where) : "")
                + " | "
                + where.bestLibrary().map(library -> named(where, library)).orElse(Numbers.NONE)
                + " |";
    }

    private String named(Case where, Alternative one) {
        String lacks = one.lacks();
        if (!lacks.isEmpty() && !notes.contains(lacks)) {
            notes.add(lacks);
        }
        String note = lacks.isEmpty() ? "" : "<sup>" + (notes.indexOf(lacks) + 1) + "</sup>";
        return one.title() + note + " " + cell(where, one);
    }

    /** With the setting of its collector that is faster. */
    private static String goCell(Case where) {
        return Stream.of(GO, GO_LARGE_HEAP)
                .filter(one -> where.score(one) != null)
                .min(Comparator.comparingDouble(
                        one -> requireNonNull(where.score(one)).nanos()))
                .map(one -> cell(where, one))
                .orElse(Numbers.NONE);
    }

    private static String cell(Case where, Alternative one) {
        return Score.cell(where.score(one), where.threads() > 1);
    }

    private String conditions() {
        String floor = floor("compareAndSet") + " ns, a reading of the clock " + floor("nanoTime") + " ns";
        return run.measuredOn()
                + ". ± is half of the 99 % interval over the means of forks; with 2 threads, the range of"
                + " these means follows. A CAS takes " + floor + "."
                + run.parts()
                        .goVersion()
                        .map(version -> " Go is " + version + ", the faster of the two. "
                                + "Go polls without a lock since 2025. Before Go 1.21 each action takes a goroutine.")
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
