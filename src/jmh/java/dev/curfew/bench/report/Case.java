package dev.curfew.bench.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What rivals are compared in: one benchmark method with one set of parameters on a number of threads.
 *
 * @param question the benchmark class, less "Benchmark"
 * @param what its method; for a metric of its own, {@code method, metric}
 * @param params all parameters but the rival
 * @param scores by rival, in the order of the table
 */
record Case(String question, String what, Map<String, String> params, int threads, Map<String, Score> scores) {

    static final String CURFEW = "curfew";
    static final String MUTEX = "mutex";
    static final String KOTLIN = "kotlin";
    static final String GRPC = "grpc";
    static final String NETTY = "netty";
    static final String STPE = "stpe";
    /** Another runtime on the same machine. */
    static final String GO = "go";

    static final String FLOOR = "floor";

    private static final List<String> ORDER = List.of(
            CURFEW, MUTEX, GO, "grpc+listener", GRPC, KOTLIN, "future", NETTY, STPE, "agrona", FLOOR, "striped");

    Case(String question, String what, Map<String, String> params, int threads) {
        this(
                question,
                what,
                params,
                threads,
                new TreeMap<>(Comparator.comparingInt(Case::rank).thenComparing(Comparator.naturalOrder())));
    }

    private static int rank(String impl) {
        int index = ORDER.indexOf(impl);
        return index < 0 ? ORDER.size() : index;
    }

    boolean is(String question, String... methods) {
        return this.question.equals(question) && List.of(methods).contains(what);
    }

    boolean has(String param, String value) {
        return value.equals(params.get(param));
    }

    /** Curfew's time as a part of this rival's; empty for curfew itself, and where it was not measured. */
    Optional<Double> ratioTo(String impl) {
        Score curfew = scores.get(CURFEW);
        return curfew == null || impl.equals(CURFEW)
                ? Optional.empty()
                : Optional.of(curfew.nanos() / scores.get(impl).nanos());
    }

    boolean isSameAs(Case other) {
        return question.equals(other.question)
                && what.equals(other.what)
                && threads == other.threads
                && params.equals(other.params);
    }

    /** Whether the other case is this one with another value of a parameter. */
    boolean isWith(Case other, String param, String value) {
        Map<String, String> expected = new LinkedHashMap<>(params);
        expected.put(param, value);
        return other.isSameAs(new Case(question, what, expected, threads));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(what);
        params.forEach(
                (name, value) -> text.append("  ").append(name).append('=').append(value));
        return text.append(threads == 1 ? "  1 thread" : "  " + threads + " threads")
                .toString();
    }
}
