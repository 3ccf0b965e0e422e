package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Contexts;
import dev.curfew.bench.libraries.Libraries;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does a program pay that ends the oldest first: a request whose calls end oldest first, a
 * young context whose actions are stopped oldest first, and a poll that meets contexts of several kinds?
 *
 * <p>Prediction: per call or action a little more than a child or an action alone, as a young context has no table of
 * slots yet and gets one for those that are in flight. A list under a lock that is never contended has no such table,
 * so it may win on one thread. A poll of several kinds is a call through a table of methods: 3 to 5 ns for a library
 * that has a class for each kind, and a load for one that has a single class.
 *
 * <p>Alternatives: {@code floor} polls flags of one class. The four contexts of both cores have four classes, those of
 * kotlin three, of grpc two, of future one. spin and port have a single class too, but no values, so they have no row of
 * {@code pollMixed}. future stops an action by completing it, and keeps it until its context ends, which is soon here.
 * grpc+listener and future get a new parent after each 1,000 requests, so they have no rows of {@code request} on
 * several threads.
 *
 * <p>Blind spot: nothing happens between making and ending. What is in flight is kept in an array, which is made anew
 * for each iteration: in an array that the collector has moved to the old generation each store would cost a fence.
 * {@code pollMixed} polls its four contexts in the same order all the time, so that the processor predicts the targets.
 * A load from a table is part of it, as the floor shows.
 */
@State(Scope.Benchmark)
@Shown(
        title = "Pattern: requests and actions that end oldest first, polls of several kinds of context",
        note = "grpc+listener and future keep ended children: they get a new parent after each 1,000. "
                + "grpc without a listener attaches no call. "
                + "Of pollMixed, the floor and future have one class of context, and no values.")
public class PatternBenchmark extends Measured {

    private static final int ACTIONS = 20;
    private static final int KINDS = 4;

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    private Contexts<Object, Object, Object> contexts;
    private boolean forgetsEndedChildren;
    private Object server;

    @Setup
    public void makeServer() {
        Alternative alternative = Alternative.of(impl);
        contexts = Libraries.contexts(alternative);
        forgetsEndedChildren = alternative.forgetsEndedChildren();
        server = contexts.open();
        tenure();
    }

    /** The requests of one thread. */
    @State(Scope.Thread)
    public static class Requests extends ParentRenewal {

        @Param({"3", "20"})
        int calls;

        private Object[] inFlight;

        @Setup
        public void chooseServer(PatternBenchmark benchmark) {
            start(benchmark.server, benchmark.forgetsEndedChildren);
        }

        /** A young array. */
        @Setup(Level.Iteration)
        public void makeRoom() {
            inFlight = new Object[calls];
        }
    }

    /** A fresh child of a live context, its calls, all of them in flight at once, and their ends. */
    @Benchmark
    public void request(Requests requests) {
        Object request = contexts.derive(requests.nextParent(contexts));
        Object[] inFlight = requests.inFlight;
        for (int i = 0; i < inFlight.length; i++) {
            inFlight[i] = contexts.derive(request);
        }
        for (Object call : inFlight) {
            contexts.end(call);
        }
        contexts.end(request);
    }

    /** The actions of one thread. */
    @State(Scope.Thread)
    public static class Actions {

        private int runs;
        private final Runnable action = () -> runs++;
        private Object[] registered;

        /** A young array. */
        @Setup(Level.Iteration)
        public void makeRoom() {
            registered = new Object[ACTIONS];
        }
    }

    /** Directly below the root, so that attaching a child is not measured too. */
    @Benchmark
    public int actions(Actions actions) {
        Object context = contexts.open();
        Object[] registered = actions.registered;
        for (int i = 0; i < registered.length; i++) {
            registered[i] = contexts.register(context, actions.action);
        }
        for (Object one : registered) {
            contexts.stop(context, one);
        }
        contexts.end(context);
        return actions.runs;
    }

    /** The contexts that one thread polls in turn. */
    @State(Scope.Thread)
    public static class Mixed {

        private Object[] kinds;
        private int next;

        @Setup
        public void make(PatternBenchmark benchmark) {
            kinds = benchmark.contexts.kinds().toArray();
            if (kinds.length != KINDS) {
                throw new IllegalStateException(kinds.length + " kinds, not " + KINDS);
            }
        }
    }

    @Benchmark
    public boolean pollMixed(Mixed mixed) {
        return contexts.isDone(mixed.kinds[mixed.next++ & KINDS - 1]);
    }
}
