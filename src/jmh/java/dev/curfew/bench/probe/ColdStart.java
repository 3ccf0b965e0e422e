package dev.curfew.bench.probe;

import dev.curfew.ContextRuntime.Core;
import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Numbers;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Table;
import dev.curfew.bench.data.Verdict.Outcome;
import dev.curfew.bench.probe.ColdFork.Cold;
import dev.curfew.bench.run.Fork;
import dev.curfew.bench.run.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.openjdk.jmh.util.ListStatistics;

/**
 * Question: what does a fresh JVM take to build its first runtime, and then for its first 10,000 requests?
 *
 * <p>Prediction: some milliseconds for the runtime, nearly all of it for loading and initializing classes. The lock-free
 * core does that for all of its classes when it is built, so that no later end of a context does, and so takes longer
 * than the mutex core. Its first requests take no longer.
 *
 * <p>Alternatives: the mutex core, in turn with the lock-free one. Blind spot: the class path has the classes in a
 * directory, not in a jar, and no archive of them ({@code -XX:SharedArchiveFile}). The files are in the kernel's cache.
 * A program has loaded other classes before, of which some are needed here too.
 */
public final class ColdStart {

    private static final List<Alternative> CORES = List.of(Alternative.CURFEW, Alternative.MUTEX);
    private static final List<String> JVM_ARGS = List.of("-Xms1g", "-Xmx1g");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int REQUESTS = 10_000;
    private static final double MOST = 1.25;

    private final Session session;
    private final int jvms;
    private final List<List<Cold>> measured = List.of(new ArrayList<>(), new ArrayList<>());

    private ColdStart(Session session) {
        this.session = session;
        jvms = session.smoke() ? 1 : 10;
    }

    /** Measures each core in JVMs of its own, in turn, prints a table and writes it for the report. */
    public static void run(Session session) throws IOException, InterruptedException {
        ColdStart start = new ColdStart(session);
        for (int jvm = 0; jvm < start.jvms; jvm++) {
            for (int core = 0; core < CORES.size(); core++) {
                start.measured.get(core).add(fork(CORES.get(core)));
            }
        }
        ProbeResult result = start.result();
        session.write(Probe.COLD, result);
        result.print(System.out);
    }

    private static Cold fork(Alternative alternative) throws IOException, InterruptedException {
        Core core = alternative == Alternative.CURFEW ? Core.LOCK_FREE : Core.MUTEX;
        return Fork.run(
                        ColdFork.class,
                        JVM_ARGS,
                        LIMIT,
                        System.err::println,
                        Cold.class,
                        core.name(),
                        Integer.toString(REQUESTS))
                .orElseThrow(() -> new IOException("no report from a fork of " + alternative));
    }

    private ProbeResult result() {
        ProbeResult result = new ProbeResult("Milliseconds in a fresh JVM: the median, and the least and the most, of "
                + jvms + " JVMs of each core, in turn. A request has a timeout, two values, a call with an action, and"
                + " four polls and lookups.");
        Table table =
                result.table("Cold start", "ms", CORES.get(0).id(), CORES.get(1).id());
        row(table, "the first runtime", Cold::runtime);
        row(table, "the first request", Cold::firstRequest);
        row(table, "the first " + Numbers.count(REQUESTS) + " requests", Cold::requests);
        row(table, "the runtime and these requests", Cold::all);
        int within = pairsWithin();
        result.target(
                Probe.COLD,
                String.format(Locale.ROOT, "the runtime and the first requests ≤ %.2f × mutex, by pairs of JVMs", MOST),
                within + " of " + jvms + " pairs",
                within >= jvms - 1 ? Outcome.MET : within <= 1 ? Outcome.MISSED : Outcome.UNCLEAR);
        return result;
    }

    /** A JVM of each core that ran one after the other is a pair. With equal cores, 9 of 10 agree once in 50 runs. */
    private int pairsWithin() {
        int within = 0;
        for (int jvm = 0; jvm < jvms; jvm++) {
            if (measured.get(0).get(jvm).all()
                    <= MOST * measured.get(1).get(jvm).all()) {
                within++;
            }
        }
        return within;
    }

    private void row(Table table, String what, ToLongFunction<Cold> nanos) {
        table.row(what, cell(0, nanos), cell(1, nanos));
    }

    private String cell(int core, ToLongFunction<Cold> nanos) {
        ListStatistics all =
                new ListStatistics(measured.get(core).stream().mapToLong(nanos).toArray());
        return String.format(
                Locale.ROOT, "%.1f (%.1f–%.1f)", all.getPercentile(50) / 1e6, all.getMin() / 1e6, all.getMax() / 1e6);
    }
}
