package dev.curfew.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table on README's first screen: a row for each kind of question, and who comes closest. */
final class Headline {

    private static final Map<String, String> NAMES = Map.of(
            Case.GRPC,
            "grpc `Context`",
            Case.GRPC_LISTENER,
            "grpc `Context` with a listener",
            Case.KOTLIN,
            "kotlinx `Job`",
            Case.FUTURE,
            "`CompletableFuture`",
            Case.NETTY,
            "Netty's wheel",
            Case.STPE,
            "`ScheduledThreadPoolExecutor`",
            Case.AGRONA,
            "Agrona's wheel");

    private record Line(String text, Case.Key key) {}

    private static final List<Line> LINES = List.of(
            line("poll a live context, 1 thread", "Poll.isDone", 1, "contexts=shared state=live"),
            line(
                    "poll while another thread derives from the context",
                    "Poll.whileDeriving, poll",
                    2,
                    "contexts=shared state=live"),
            line("derive and cancel, 1 thread", "Child.lifo", 1, "parent=shared standing=0"),
            line("derive and cancel, 2 threads, one parent", "Child.lifo", 2, "parent=shared standing=0"),
            line("derive with a 5 s timeout and cancel, 1 thread", "Timeout.relative", 1, "standing=0"),
            line("the same, 2 threads", "Timeout.relative", 2, "standing=0"),
            line("the same, 1 thread, under a million live timeouts", "Timeout.relative", 1, "standing=1000000"),
            line("the wheel alone: schedule at a deadline and cancel", "Wheel.scheduleAndCancelAbsolute", 1, "live=0"),
            line("make and end 1,000 children, per child", "CancelTree.fanOut", 1, "actions=none"),
            line("look up one of 10 values", "Value.hit", 1, "chain=values depth=10"));

    private final Run run;

    private Headline(Run run) {
        this.run = run;
    }

    private static Line line(String text, String name, int threads, String params) {
        String[] parts = name.split("\\.");
        Map<String, String> all = Arrays.stream(params.split(" "))
                .map(param -> param.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new Line(text, new Case.Key(parts[0], parts[1], all, threads));
    }

    /** In Markdown, with the link to the run and what limits its rows. */
    static String of(Run run, String link) {
        return new Headline(run).text(link);
    }

    private String text(String link) {
        boolean withGo = run.cases().stream().anyMatch(where -> where.scores().containsKey(Case.GO));
        List<String> lines = new ArrayList<>();
        lines.add("| ns/op, of one thread | Curfew | mutex port of Go's code |" + (withGo ? " Go itself |" : "")
                + " the next rival |");
        lines.add("|---|---:|---:|" + (withGo ? "---:|" : "") + "---:|");
        for (Line line : LINES) {
            run.find(line.key).ifPresent(where -> lines.add(row(line, where, withGo)));
        }
        lines.add("");
        lines.add(conditions() + " [The run](" + link + "), bars: "
                + run.summary().headline() + ".");
        return String.join("\n", lines);
    }

    private static String row(Line line, Case where, boolean withGo) {
        return "| " + line.text
                + " | " + cell(where, Case.CURFEW)
                + " | " + cell(where, Case.MUTEX)
                + (withGo ? " | " + cell(where, Case.GO) : "")
                + " | "
                + where.bestForeignRival()
                        .map(impl -> NAMES.getOrDefault(impl, impl) + " " + cell(where, impl)
                                + (where.keepsEndedChildren(impl) ? ", a live parent keeps ended children" : ""))
                        .orElse("–")
                + " |";
    }

    private static String cell(Case where, String impl) {
        return Numbers.cell(where.scores().get(impl));
    }

    private String conditions() {
        String floor = floor("compareAndSet") + " ns, a reading of the clock " + floor("nanoTime") + " ns";
        return run.fact("jdk").replaceAll(".* VM ", "JDK ") + ", " + run.fact("gc") + ", "
                + run.fact("cpu").replaceAll(".*, ", "") + "; a CAS takes " + floor + " there."
                + run.goVersion()
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
                .orElse("–");
    }
}
