package dev.curfew.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What got slower since a published run, beyond the noise of both: the least that the new mean may be, less its error, is
 * more than the most that the old one may have been.
 *
 * <p>The machine may be another, or the same on another day, so times are first divided by its drift: the median change of
 * all that is not ours. Bytes are compared as they are.
 *
 * <p>Exit status: 1 if something of curfew's got worse.
 */
public final class Compare {

    private static final Path PUBLISHED = Path.of("bench-results");
    /** Room for the bytes that JMH's own threads allocate meanwhile. */
    private static final double STRAY_BYTES = 1;
    /** With fewer rivals in common, the drift is taken to be none. */
    private static final int LEAST_RIVALS = 3;

    /** A result of both runs. */
    private record Pair(Case where, String impl, Score before, Score now) {

        boolean isOurs() {
            return impl.equals(Case.CURFEW);
        }

        double change() {
            return now.nanos() / before.nanos();
        }

        /** Whether the two intervals lie apart. */
        boolean isSlower(double drift) {
            return (now.nanos() - now.error()) / drift > before.nanos() + before.error();
        }

        boolean isFaster(double drift) {
            return (now.nanos() + now.error()) / drift < before.nanos() - before.error();
        }

        boolean isLarger() {
            return now.bytes() > before.bytes() + STRAY_BYTES;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-62s %18s -> %-18s %5.2f%s",
                    where.question() + "." + where,
                    Numbers.measured(before),
                    Numbers.measured(now),
                    change(),
                    isLarger()
                            ? "  " + Numbers.bytes(before.bytes()) + " -> " + Numbers.bytes(now.bytes()) + " B"
                            : "");
        }
    }

    private Compare() {}

    /**
     * Compares {@code target/bench} with an earlier run.
     *
     * @param args one: a folder of {@code bench-results}, or a path
     * @throws IOException if a run cannot be read
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1 || args[0].isBlank()) {
            throw refuse("which run? make bench-compare BASE=<a folder of bench-results>");
        }
        Path base = Files.exists(PUBLISHED.resolve(args[0])) ? PUBLISHED.resolve(args[0]) : Path.of(args[0]);
        Path now = Output.directory();
        for (Path run : List.of(base, now)) {
            if (!Files.exists(run.resolve(Run.RESULTS))) {
                throw refuse("no run in " + run);
            }
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(compare(Run.read(base), Run.read(now), out) ? 0 : 1);
    }

    /** Returns whether nothing of ours got worse. */
    static boolean compare(Run base, Run now, PrintStream out) {
        List<Pair> pairs = pairs(base, now);
        List<Pair> ours = pairs.stream().filter(Pair::isOurs).toList();
        double drift = drift(pairs);
        out.printf("before: %s, %s, %s%n", base.commit(), base.fact("jdk"), base.fact("gc"));
        out.printf("now:    %s, %s, %s%n", now.commit(), now.fact("jdk"), now.fact("gc"));
        out.printf(
                Locale.ROOT,
                "%d rows of curfew in both; the machine takes %.2f times as long now%n",
                ours.size(),
                drift);
        List<Pair> worse = ours.stream()
                .filter(pair -> pair.isSlower(drift) || pair.isLarger())
                .toList();
        print("worse", worse, out);
        print("faster", ours.stream().filter(pair -> pair.isFaster(drift)).toList(), out);
        if (ours.isEmpty()) {
            out.println("nothing to compare");
            return false;
        }
        out.println(worse.isEmpty() ? "nothing got worse beyond the noise of both runs" : worse.size() + " got worse");
        return worse.isEmpty();
    }

    private static List<Pair> pairs(Run base, Run now) {
        List<Pair> pairs = new ArrayList<>();
        for (Case where : now.cases()) {
            Optional<Case> earlier =
                    base.cases().stream().filter(where::isSameAs).findFirst();
            earlier.ifPresent(before -> where.scores().forEach((impl, score) -> {
                if (before.scores().containsKey(impl)) {
                    pairs.add(new Pair(where, impl, before.scores().get(impl), score));
                }
            }));
        }
        return pairs;
    }

    private static double drift(List<Pair> pairs) {
        double[] changes = pairs.stream()
                .filter(pair -> !pair.isOurs())
                .mapToDouble(Pair::change)
                .sorted()
                .toArray();
        return changes.length < LEAST_RIVALS ? 1 : changes[changes.length / 2];
    }

    private static void print(String title, List<Pair> pairs, PrintStream out) {
        if (!pairs.isEmpty()) {
            out.println(title + ":");
            pairs.forEach(pair -> out.println("  " + pair));
        }
    }

    private static RuntimeException refuse(String message) {
        System.err.println(message);
        System.exit(2);
        return new IllegalArgumentException(message);
    }
}
