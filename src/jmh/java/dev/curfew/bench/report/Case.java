package dev.curfew.bench.report;

import static dev.curfew.bench.data.Alternative.CURFEW;
import static dev.curfew.bench.data.Alternative.FLOOR;
import static dev.curfew.bench.data.Alternative.POOL;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Alternative.Trait;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What alternatives are compared in: one benchmark method with one set of parameters on a number of threads.
 *
 * @param scores by the id of the alternative, in the order of the table
 */
record Case(Key key, Map<String, Score> scores) {

    /**
     * What is measured, with any alternative.
     *
     * @param question the benchmark class, less {@code Benchmark}
     * @param what its method; for a metric of its own, {@code method, metric}
     * @param params all parameters but the alternative
     */
    record Key(String question, String what, Map<String, String> params, int threads) {

        Key {
            params = Map.copyOf(params);
        }

        /** As {@code Child.lifo}, {@code parent=shared standing=0}; no parameters are an empty text. */
        static Key of(String name, int threads, String params) {
            String[] parts = name.split("\\.");
            Map<String, String> all = new TreeMap<>();
            for (String param : params.isEmpty() ? new String[0] : params.split(" ")) {
                all.put(param.split("=")[0], param.split("=")[1]);
            }
            return new Key(parts[0], parts[1], all, threads);
        }

        /** The same with another value of a parameter. */
        Key with(String param, String value) {
            Map<String, String> other = new TreeMap<>(params);
            other.put(param, value);
            return new Key(question, what, other, threads);
        }

        /** The same on another number of threads. */
        Key on(int threads) {
            return new Key(question, what, params, threads);
        }

        @Override
        public String toString() {
            return question + "." + text();
        }

        private String text() {
            StringBuilder text = new StringBuilder(what);
            new TreeMap<>(params)
                    .forEach((name, value) ->
                            text.append("  ").append(name).append('=').append(value));
            return text.append(threads == 1 ? "  1 thread" : "  " + threads + " threads")
                    .toString();
        }
    }

    Case(Key key) {
        this(key, new TreeMap<>(Comparator.comparingInt(Case::rank).thenComparing(Comparator.naturalOrder())));
    }

    private static int rank(String impl) {
        return Alternative.find(impl).map(Alternative::ordinal).orElse(Alternative.values().length);
    }

    String question() {
        return key.question();
    }

    String what() {
        return key.what();
    }

    int threads() {
        return key.threads();
    }

    boolean is(String question, String... methods) {
        return question().equals(question) && List.of(methods).contains(what());
    }

    boolean has(String param, String value) {
        return value.equals(key.params().get(param));
    }

    @Nullable
    Score score(Alternative alternative) {
        return scores.get(alternative.id());
    }

    /**
     * The time of curfew as a part of the time of this alternative. Empty for curfew, and where it was not measured.
     */
    Optional<Double> ratioTo(String impl) {
        Score curfew = score(CURFEW);
        return curfew == null || impl.equals(CURFEW.id())
                ? Optional.empty()
                : Optional.of(curfew.nanos() / scores.get(impl).nanos());
    }

    /** The fastest that is not this core. It may do less than this library: see {@link Alternative#lacks}. */
    Optional<Alternative> best() {
        return fastest(one -> true);
    }

    /** The fastest whose state is under a lock. */
    Optional<Alternative> bestLock() {
        return fastest(one -> one.has(Trait.LOCK));
    }

    /** The fastest of other projects. */
    Optional<Alternative> bestLibrary() {
        return fastest(one -> !one.has(Trait.LOCK));
    }

    private Optional<Alternative> fastest(Predicate<Alternative> eligible) {
        return scores.keySet().stream()
                .flatMap(impl -> Alternative.find(impl).stream())
                .filter(one -> one != CURFEW && one != POOL && one != FLOOR && !one.has(Trait.OTHER_RUNTIME))
                .filter(eligible)
                .min(Comparator.comparingDouble(one -> scores.get(one.id()).nanos()));
    }

    /** Within its question. */
    @Override
    public String toString() {
        return key.text();
    }
}
