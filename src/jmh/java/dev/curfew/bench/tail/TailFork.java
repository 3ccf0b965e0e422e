package dev.curfew.bench.tail;

import com.google.gson.Gson;
import dev.curfew.bench.run.Fork;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** The JVM that measures one alternative in one scenario, beside one background after the other. */
final class TailFork {

    private static final long MILLISECOND = 1_000_000;

    /**
     * What the fork hands back of one load.
     *
     * @param undisturbed nanoseconds: HdrHistogram's compressed form in base 64
     * @param disturbed the same of the windows in which the kernel took the processor away
     * @param takenNanos for how long it had taken it
     * @param unstarted how many operations the loop gave up
     * @param collections how often garbage was collected
     * @param placed whether the kernel gave all threads the priority and the processors that they asked for
     */
    record Measurement(
            Load load,
            String undisturbed,
            String disturbed,
            long windows,
            long disturbedWindows,
            long takenNanos,
            long unstarted,
            long collections,
            long backgroundPerSecond,
            boolean placed) {}

    private TailFork() {}

    /** Arguments: the scenario, the alternative, and the effort in JSON. */
    public static void main(String[] args) throws InterruptedException {
        Scenario scenario = Scenario.valueOf(args[0]);
        TailEffort effort = new Gson().fromJson(args[2], TailEffort.class);
        Workload workload = Workload.make(scenario, args[1]);
        measure(scenario, workload, Load.BUSY, effort.warmupMillis());
        // As in the benchmarks of JMH: the context of a server is long-lived, so its place in memory is not new.
        System.gc();
        System.gc();
        List<Measurement> measurements = new ArrayList<>();
        for (Load load : scenario.loads) {
            measurements.add(measure(scenario, workload, load, effort.millis()));
        }
        Fork.report(measurements);
    }

    /** The load that binds this thread to a processor comes last: nothing releases it. */
    private static Measurement measure(Scenario scenario, Workload workload, Load load, long millis)
            throws InterruptedException {
        boolean placed = !load.apart || OwnThread.bindToFirstProcessor();
        OpenLoop loop = new OpenLoop(workload.measured(), scenario.perSecond, Switches.ofThisThread());
        Background background = Background.start(load, workload.background());
        long collections = collections();
        loop.run(millis * MILLISECOND);
        collections = collections() - collections;
        Background.Report others = background.stop();
        return new Measurement(
                load,
                encoded(loop.undisturbed()),
                encoded(loop.disturbed()),
                loop.windows(),
                loop.disturbedWindows(),
                loop.takenNanos(),
                loop.unstarted(),
                collections,
                others.perSecond(),
                placed && others.placed());
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static String encoded(Histogram latencies) {
        ByteBuffer bytes = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
        int length = latencies.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    static Histogram decoded(String latencies) throws IOException {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(latencies)), 0);
        } catch (DataFormatException e) {
            throw new IOException("not a histogram", e);
        }
    }
}
