package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/**
 * Race: a thread that begins to wait against the end of the context, {@value Rounds#COUNT} times. Guards C1: the waiter
 * registers before it parks, so the ending thread finds the waiter, or the waiter finds the end. No waiter sleeps
 * through the end.
 *
 * <p>Broken: {@code broken.CheckBeforeRegister}.
 */
@Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "woke in every round")
@Outcome(id = "STALE", expect = FORBIDDEN, desc = "a wake-up was lost")
public final class WaiterVersusEnd {

    private WaiterVersusEnd() {}

    private static CancelNode[] nodes(Supplier<CancelNode> node) {
        return Stream.generate(node).limit(Rounds.COUNT).toArray(CancelNode[]::new);
    }

    private static void await(CancelNode node) {
        try {
            node.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitLong(CancelNode node) {
        try {
            if (!node.awaitNanos(TimeUnit.HOURS.toNanos(1))) {
                throw new IllegalStateException("an hour is over");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The context has a stack: register and end CAS one word. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterVersusEnd.class)
    @State
    public static class OneWord {

        private final Rounds rounds = new Rounds();
        private final CancelNode[] nodes = nodes(Races::live);

        @Actor
        public void await() {
            rounds.await(round -> WaiterVersusEnd.await(nodes[round]));
        }

        @Signal
        public void end() {
            rounds.end(round -> nodes[round].cancel());
        }
    }

    /** The context has a table: the end is a CAS, and then a walk through the slots with the waiter in one. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterVersusEnd.class)
    @State
    public static class WithTable {

        private final Rounds rounds = new Rounds();
        private final CancelNode[] nodes = nodes(Races::withTable);

        @Actor
        public void await() {
            rounds.await(round -> WaiterVersusEnd.await(nodes[round]));
        }

        @Signal
        public void end() {
            rounds.end(round -> nodes[round].cancel());
        }
    }

    /** The waiter has a time limit that never comes, and the end comes from above. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(WaiterVersusEnd.class)
    @State
    public static class Timed {

        private final Rounds rounds = new Rounds();
        private final CancelNode[] parents = nodes(Races::live);
        private final CancelNode[] children =
                Stream.of(parents).map(Races::childOf).toArray(CancelNode[]::new);

        @Actor
        public void await() {
            rounds.await(round -> awaitLong(children[round]));
        }

        @Signal
        public void end() {
            rounds.end(round -> parents[round].cancel());
        }
    }
}
