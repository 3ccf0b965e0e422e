package dev.curfew.bench.tail;

import dev.curfew.bench.ForkArgs;
import dev.curfew.bench.report.Machine;
import dev.curfew.bench.report.Output;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Question: how long does an operation under a hot parent take at worst, while another thread works under the same parent,
 * and while the kernel takes the core away from others in the middle of theirs?
 *
 * <p>Prediction: no longer than the control, which does nothing, and a little for the operation itself: nobody waits for
 * anybody. Under a mutex, whoever is descheduled inside holds up everyone.
 *
 * <p>How: an {@linkplain OpenLoop open loop} at a fixed rate by one thread, measured from when each operation should have
 * started, so corrected for coordinated omission. Each rival has a JVM of its own in each scenario, in rounds. The
 * {@linkplain Background background} is part of a row, and so is a control: the same loop over nothing, on an idle JVM
 * and beside the same threads, which then work on contexts that are none of its business. What the control shows, too, is
 * the machine's doing.
 *
 * <p>Rivals: kotlin's Job has no deadline. A live parent of grpc+listener and of future keeps ended children, so they are
 * given new ones, see {@link HotParent}. Blind spot: on two cores the descheduled threads compete with the measuring
 * one for its core also where nothing is shared; who is stopped where is left to chance.
 *
 * <p>System properties: {@code rate}, {@code busy} (operations per second of the measuring and of the busy thread),
 * {@code seconds} (of a row in a round, else more for those of the bar), {@code bench=REGEX} (of scenarios and rivals, as in {@code poll.*(curfew|mutex)}),
 * {@code quick}, {@code smoke}. All other arguments of this JVM are given to the measured ones.
 *
 * <p>Run: {@code make bench-tail}
 */
public final class TailMain {

    private static final Path DIRECTORY = Output.directory().resolve("tail");

    private TailMain() {}

    /**
     * Prints a table for each scenario, and what became of the bar. Interrupted, it prints what it has.
     *
     * @param args none
     * @throws IOException if {@code target/bench} cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        TailEffort effort = TailEffort.fromProperties();
        List<TailRun.Pair> pairs = selectPairs(Pattern.compile(System.getProperty("bench", "")));
        List<String> jvmArgs = ForkArgs.inherited("rate", "busy", "seconds", "bench", "threads", "quick", "smoke");
        PrintStream out = System.out;
        Output.clear(DIRECTORY);
        Machine machine = Machine.look(jvmArgs, "tail latency");
        out.print(machine.before());
        long millis = pairs.stream()
                .mapToLong(pair -> effort.millisPerFork(pair.scenario(), pair.impl()))
                .sum();
        out.printf(
                Locale.ROOT,
                "%d forks, about %.1f min%n",
                pairs.size() * effort.rounds(),
                effort.rounds() * millis / 60_000.0);

        TailResults results = new TailResults(effort, DIRECTORY);
        TailRun run = new TailRun(effort, jvmArgs, results, DIRECTORY, out);
        Thread lastWords = new Thread(() -> {
            run.abandon();
            finish(results, machine, out);
        });
        Runtime.getRuntime().addShutdownHook(lastWords);
        boolean complete = run.measure(pairs);
        // The hook prints.
        if (!complete) {
            System.exit(1);
        }
        results.report().write();
    }

    private static List<TailRun.Pair> selectPairs(Pattern wanted) {
        List<TailRun.Pair> pairs = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            for (String impl : scenario.impls()) {
                TailRun.Pair pair = new TailRun.Pair(scenario, impl);
                if (scenario == Scenario.CONTROL
                        || wanted.matcher(pair.toString()).find()) {
                    pairs.add(pair);
                }
            }
        }
        return pairs;
    }

    private static void finish(TailResults results, Machine machine, PrintStream out) {
        if (results.isEmpty()) {
            out.println("nothing measured; see " + DIRECTORY);
            return;
        }
        results.report().print(out);
        out.print(machine.after());
        out.println("written: " + DIRECTORY.resolve("*.hgrm"));
    }
}
