package dev.curfew.bench.golang;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.GoRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line that Go prints for one run of one benchmark.
 *
 * @param benchmark as {@code Child.lifo}
 * @param params as {@code parent=shared/standing=0}
 * @param nanos of an operation, in the time of one thread
 * @param bytes allocated by an operation; NaN if not told
 */
record GoLine(String benchmark, String params, int threads, double nanos, double bytes) {

    /**
     * {@code BenchmarkChild/lifo/parent=shared/standing=0-2 1000 123.4 ns/op 245.6 thread-ns/op 80 B/op 2 allocs/op}.
     */
    private static final Pattern FORMAT = Pattern.compile("Benchmark(\\w+)/(\\w+)/(\\S+?)(?:-\\d+)?\\s+\\d+\\s.*"
            + "\\s([\\d.]+) thread-ns/op(?:\\s+([\\d.]+) B/op)?.*");

    static Optional<GoLine> parse(String line, int threads) {
        Matcher matcher = FORMAT.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        double bytes = matcher.group(5) == null ? Double.NaN : Double.parseDouble(matcher.group(5));
        return Optional.of(new GoLine(
                matcher.group(1) + "." + matcher.group(2),
                matcher.group(3),
                threads,
                Double.parseDouble(matcher.group(4)),
                bytes));
    }

    /** The same for all runs of a benchmark. */
    String row() {
        return benchmark + " threads=" + threads + " " + params.replace('/', ' ');
    }

    /** The row of one benchmark in all processes. */
    static GoRow rowOf(Alternative alternative, List<GoLine> lines) {
        GoLine any = lines.get(0);
        Map<String, String> params = new LinkedHashMap<>();
        for (String word : any.params.split("/")) {
            String[] pair = word.split("=", 2);
            params.put(pair[0], pair[1]);
        }
        double bytes = lines.stream().mapToDouble(GoLine::bytes).average().orElse(Double.NaN);
        return new GoRow(
                any.benchmark,
                params,
                any.threads,
                alternative.id(),
                Double.isNaN(bytes) ? null : bytes,
                lines.stream().map(GoLine::nanos).toList());
    }
}
