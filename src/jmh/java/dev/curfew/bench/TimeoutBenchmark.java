package dev.curfew.bench;

import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Question: what does a request pay for a context with a timeout of 5 s under its server's live one, ended long before the
 * time is up, alone and with other threads under the same parent, with none to a million other timers waiting?
 *
 * <p>Prediction: what a child costs ({@link ChildBenchmark}), one more object, two more CASes, and a reading of the clock,
 * which is a third of it all. Other timers cost nothing: a push does not look at them. A heap's insertion does, and its
 * lock is shared.
 *
 * <p>Rivals: timers alone (netty, stpe) have no contexts: see {@link WheelBenchmark}. grpc without a listener attaches
 * nothing to the parent, so nobody is told when that ends; {@code grpc+listener} does the job, and a live parent keeps its
 * ended children, as future's does: these two get a new parent after each 1,000 children and sit out what needs one for
 * longer. future takes timeouts only. {@code inherited} is for the two cores: grpc, too, arms nothing then.
 *
 * <p>Blind spot: each timer is cancelled before the owner has adopted it, or just after, and the owner works on another
 * core meanwhile: what that costs shows in {@link OwnerCost}, and in rows of as many threads as there are cores. Curfew
 * reads the clock for an absolute deadline, too, to see if it has passed.
 *
 * <p>Run: {@code make bench BENCH=Timeout THREADS=2}
 */
@State(Scope.Benchmark)
// A million timers with their contexts are half a gigabyte where each is also in a set and in a heap.
@Fork(
        value = 2,
        jvmArgs = {"-Xms2g", "-Xmx2g", "-Xmn512m", "-XX:+AlwaysPreTouch"})
public class TimeoutBenchmark extends Measured {

    private static final long SECOND = 1_000_000_000L;
    private static final long TIMEOUT = 5 * SECOND;
    /** No iteration lasts so long. */
    private static final long AHEAD = 60 * SECOND;

    @Param({
        Rivals.CURFEW,
        Rivals.MUTEX,
        Rivals.GRPC_LISTENER,
        Rivals.GRPC,
        Rivals.FUTURE,
    })
    String impl;

    /** Live timers of the same runtime, under another parent, due in 1 to 10 minutes. */
    @Param({"0", "100000", "1000000"})
    int standing;

    private TimeoutRival<Object, Object, Object> rival;
    private Object parent;
    private Object[] siblings;

    @Setup
    public void makeParents(BenchmarkParams params) {
        rival = TimeoutRival.named(impl);
        if (params.getThreads() > 1 && !rival.forgetsEndedChildren()) {
            throw new IllegalArgumentException(impl + " keeps ended children: its parent cannot be shared");
        }
        parent = rival.open();
        siblings = new Object[standing];
        Object others = rival.open();
        Random random = new Random(20_260_102);
        for (int i = 0; i < standing; i++) {
            siblings[i] = rival.derive(others, SECOND * (60 + random.nextInt(540)) + random.nextInt((int) SECOND));
        }
        tenure();
    }

    /** The requests of one thread. */
    @State(Scope.Thread)
    public static class Requests extends ParentRenewal {

        private Object parent;

        @Setup
        public void choose(TimeoutBenchmark benchmark) {
            parent = benchmark.parent;
            neededUnless(benchmark.rival.forgetsEndedChildren());
        }

        private Object nextParent(TimeoutRival<Object, Object, Object> rival) {
            if (isDue()) {
                rival.end(parent);
                parent = rival.open();
            }
            return parent;
        }
    }

    /** A deadline from a reading of the clock that is shared by many requests, as those of one duty cycle share theirs. */
    @State(Scope.Thread)
    public static class Ahead {

        private Object deadline;

        @Setup(Level.Iteration)
        public void readClock(TimeoutBenchmark benchmark) {
            deadline = benchmark.rival.deadlineIn(AHEAD);
        }
    }

    /** A parent that is due before its children would be. */
    @State(Scope.Benchmark)
    public static class Hurried {

        private Object parent;

        @Setup(Level.Iteration)
        public void derive(TimeoutBenchmark benchmark) {
            parent = benchmark.rival.derive(benchmark.parent, AHEAD);
        }

        @TearDown(Level.Iteration)
        public void end(TimeoutBenchmark benchmark) {
            benchmark.rival.end(parent);
        }
    }

    @Benchmark
    public void relative(Requests mine) {
        rival.end(rival.derive(mine.nextParent(rival), TIMEOUT));
    }

    @Benchmark
    public void absolute(Requests mine, Ahead ahead) {
        rival.end(rival.deriveUntil(mine.nextParent(rival), ahead.deadline));
    }

    /** The parent's deadline is nearer, so there is nothing to arm: the difference is what arming costs. */
    @Benchmark
    public void inherited(Hurried hurried) {
        rival.end(rival.derive(hurried.parent, 2 * AHEAD));
    }
}
