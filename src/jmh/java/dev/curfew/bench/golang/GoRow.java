package dev.curfew.bench.golang;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A benchmark's result, as a row of JMH. Its fields are those of the file.
 *
 * @param benchmark as {@code Child.lifo}
 * @param params as {@code parent} and {@code standing}
 * @param bytes allocated by an operation; null if not told
 * @param runs the nanoseconds of an operation in each process
 */
record GoRow(String benchmark, Map<String, String> params, int threads, Double bytes, List<Double> runs) {

    /** Of one benchmark in all processes. */
    static GoRow of(List<GoLine> lines) {
        GoLine any = lines.get(0);
        double bytes = lines.stream().mapToDouble(GoLine::bytes).average().orElse(Double.NaN);
        return new GoRow(
                any.benchmark(),
                params(any),
                any.threads(),
                Double.isNaN(bytes) ? null : bytes,
                lines.stream().map(GoLine::nanos).toList());
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
