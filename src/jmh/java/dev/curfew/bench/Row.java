package dev.curfew.bench;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** One thing to measure: a benchmark method with a value for each of its parameters. */
record Row(String question, String method, int threads, Map<String, String> params) {

    private static final String PACKAGE = "dev.curfew.bench.";

    Row {
        params = Collections.unmodifiableMap(new TreeMap<>(params));
    }

    /** What JMH includes for it, and nothing else. */
    String include() {
        return "^" + Pattern.quote(PACKAGE + className() + "." + method) + "$";
    }

    String className() {
        return question + "Benchmark";
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
        text.append(" threads=").append(threads);
        if (params.containsKey("impl")) {
            text.append("  ").append(params.get("impl"));
        }
        return text.toString();
    }
}
