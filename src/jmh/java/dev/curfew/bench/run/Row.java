package dev.curfew.bench.run;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One thing to measure: a benchmark method with a value for each of its parameters.
 *
 * @param question the name of the benchmark class, less {@code Benchmark}
 */
public record Row(String question, String method, int threads, Map<String, String> params) {

    public static final String PACKAGE = "dev.curfew.bench.jmh.";

    public Row {
        params = Collections.unmodifiableMap(new TreeMap<>(params));
    }

    /** The pattern by which JMH includes this method and no other. */
    String include() {
        return "^" + Pattern.quote(PACKAGE + className() + "." + method) + "$";
    }

    public String className() {
        return question + "Benchmark";
    }

    /** The alternative, or nothing. */
    public String impl() {
        return params.getOrDefault("impl", "");
    }

    /** The case: what alternatives are compared in. */
    Row withoutImpl() {
        Map<String, String> others = new TreeMap<>(params);
        others.remove("impl");
        return new Row(question, method, threads, others);
    }

    Row withThreads(int count) {
        return new Row(question, method, count, params);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(question).append('.').append(method);
        params.forEach((name, value) -> {
            if (!name.equals("impl")) {
                text.append(' ').append(name).append('=').append(value);
            }
        });
        return text.append(" threads=").append(threads) + (impl().isEmpty() ? "" : "  " + impl());
    }
}
