package dev.curfew.bench.golang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.util.ListStatistics;

/**
 * A benchmark's result, as a row of JMH. Its fields are those of the file.
 *
 * @param benchmark as {@code Child.lifo}
 * @param params as {@code parent} and {@code standing}
 * @param nanos the mean of the runs
 * @param error half of the 99.9 % confidence interval, as JMH gives it; null with too few runs
 * @param bytes allocated by an operation; null if not told
 * @param runs the nanoseconds of each
 */
record GoRow(
        String benchmark,
        Map<String, String> params,
        int threads,
        double nanos,
        Double error,
        Double bytes,
        List<Double> runs) {

    private static final double CONFIDENCE = 0.999;

    /** Of all runs of one benchmark. */
    static GoRow of(List<GoLine> lines) {
        ListStatistics nanos = new ListStatistics();
        ListStatistics bytes = new ListStatistics();
        List<Double> runs = new ArrayList<>();
        for (GoLine line : lines) {
            nanos.addValue(line.nanos());
            runs.add(line.nanos());
            if (!Double.isNaN(line.bytes())) {
                bytes.addValue(line.bytes());
            }
        }
        GoLine any = lines.get(0);
        double error = nanos.getMeanErrorAt(CONFIDENCE);
        return new GoRow(
                any.benchmark(),
                params(any),
                any.threads(),
                nanos.getMean(),
                Double.isNaN(error) ? null : error,
                bytes.getN() == 0 ? null : bytes.getMean(),
                runs);
    }

    private static Map<String, String> params(GoLine line) {
        Map<String, String> params = new LinkedHashMap<>();
        for (String word : line.params().split("/")) {
            String[] pair = word.split("=", 2);
            params.put(pair[0], pair[1]);
        }
        return params;
    }
}
