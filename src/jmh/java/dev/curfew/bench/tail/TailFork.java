package dev.curfew.bench.tail;

import com.google.gson.Gson;
import dev.curfew.bench.run.Fork;
import java.io.IOException;
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
     * @param latencies nanoseconds: HdrHistogram's compressed form in base 64
     * @param unstarted how many operations the loop gave up
     */
    record Measurement(Load load, String latencies, long unstarted, Background.Report background) {

        Histogram histogram() throws IOException {
            try {
                return Histogram.decodeFromCompressedByteBuffer(
                        ByteBuffer.wrap(Base64.getDecoder().decode(latencies)), 0);
            } catch (DataFormatException e) {
                throw new IOException("not a histogram", e);
            }
        }
    }

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
            measurements.add(measure(scenario, workload, load, effort.millisOf(scenario, load, args[1])));
        }
        Fork.report(measurements);
    }

    private static Measurement measure(Scenario scenario, Workload workload, Load load, long millis)
            throws InterruptedException {
        OpenLoop loop = new OpenLoop(workload.measured(), scenario.perSecond);
        Background background = Background.start(load, workload.background());
        loop.run(millis * MILLISECOND);
        return new Measurement(load, encoded(loop.latencies()), loop.unstarted(), background.stop());
    }

    private static String encoded(Histogram latencies) {
        ByteBuffer bytes = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
        int length = latencies.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }
}
