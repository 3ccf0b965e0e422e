package dev.curfew.bench.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What rivals are compared in: one benchmark method with one set of parameters on a number of threads.
 *
 * @param scores by rival, in the order of the table
 */
record Case(Key key, Map<String, Score> scores) {

    static final String CURFEW = "curfew";
    static final String MUTEX = "mutex";
    static final String KOTLIN = "kotlin";
    static final String GRPC = "grpc";
    static final String GRPC_LISTENER = "grpc+listener";
    static final String FUTURE = "future";
    static final String NETTY = "netty";
    static final String STPE = "stpe";
    static final String AGRONA = "agrona";
    /** Another runtime on the same machine. */
    static final String GO = "go";

    static final String FLOOR = "floor";
    /** The inbox that was chosen. */
    static final String STRIPED = "striped";

    private static final List<String> ORDER =
            List.of(CURFEW, MUTEX, GO, GRPC_LISTENER, GRPC, KOTLIN, FUTURE, NETTY, STPE, AGRONA, FLOOR, STRIPED);

    /** Questions of what a child costs that its parent knows. */
    private static final Set<String> ATTACHING = Set.of("Child", "Timeout", "CancelTree");

    /**
     * What is measured, whoever does it.
     *
     * @param question the benchmark class, less "Benchmark"
     * @param what its method; for a metric of its own, {@code method, metric}
     * @param params all parameters but the rival
     */
    record Key(String question, String what, Map<String, String> params, int threads) {

        Key {
            params = Map.copyOf(params);
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
        int index = ORDER.indexOf(impl);
        return index < 0 ? ORDER.size() : index;
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

    /** Curfew's time as a part of this rival's; empty for curfew itself, and where it was not measured. */
    Optional<Double> ratioTo(String impl) {
        Score curfew = scores.get(CURFEW);
        return curfew == null || impl.equals(CURFEW)
                ? Optional.empty()
                : Optional.of(curfew.nanos() / scores.get(impl).nanos());
    }

    /** The fastest in this runtime that does the whole job, our own port of Go's code included. */
    Optional<String> bestRival() {
        return fastest(this::doesTheWholeJob);
    }

    private Optional<String> fastest(Predicate<String> eligible) {
        return scores.keySet().stream()
                .filter(impl -> !Set.of(CURFEW, GO, FLOOR).contains(impl))
                .filter(eligible)
                .min(Comparator.comparingDouble(impl -> scores.get(impl).nanos()));
    }

    /** The fastest of what others wrote that tells a child of its parent's end, even if it keeps ended children. */
    Optional<String> bestForeignRival() {
        return fastest(impl -> !impl.equals(MUTEX) && (doesTheWholeJob(impl) || keepsEndedChildren(impl)));
    }

    /**
     * Not grpc where no listener is given, for it registers no child until there is one; nor who keeps what has ended; nor
     * a wheel for one thread.
     */
    private boolean doesTheWholeJob(String impl) {
        return !keepsEndedChildren(impl)
                && !(impl.equals(AGRONA) && Set.of("Wheel", "Stall").contains(question()))
                && (!impl.equals(GRPC) || !ATTACHING.contains(question()) || has("actions", "leaves"));
    }

    /** Whether its live parent grows with each child that has ended: those were given new parents all the time. */
    boolean keepsEndedChildren(String impl) {
        return Set.of("Child", "Timeout").contains(question())
                && Set.of(GRPC_LISTENER, FUTURE).contains(impl);
    }

    /** Within its question. */
    @Override
    public String toString() {
        return key.text();
    }
}
