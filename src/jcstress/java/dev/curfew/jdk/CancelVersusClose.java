package dev.curfew.jdk;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.lockfree.Rounds;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/** Race: the cancel of a statement against the return of the call. */
public final class CancelVersusClose {

    private CancelVersusClose() {}

    /**
     * Guards X1 and X2: no cancel begins after the call has returned, and none is under way then.
     *
     * <p>r1 = cancels, r2 = whether one was late.
     *
     * <p>Broken: {@code broken.CloseWithoutWait}.
     */
    @JCStressTest
    @Outcome(id = "0, in time", expect = ACCEPTABLE, desc = "closed first")
    @Outcome(id = "1, in time", expect = ACCEPTABLE, desc = "cancelled first")
    @Outcome(expect = FORBIDDEN, desc = "X1 or X2: a cancel meets the next call of the statement")
    @State
    public static class Once {

        private final HeldStatement statement = new HeldStatement(0);

        @Actor
        public void cancel() {
            statement.run();
        }

        @Actor
        public void close() {
            statement.close();
        }

        @Arbiter
        public void afterwards(IL_Result r) {
            r.r1 = statement.cancels.get();
            r.r2 = statement.fault;
        }
    }

    /**
     * The call returns while a cancel is under way, {@value Rounds#COUNT} times. Guards X2: it is woken.
     *
     * <p>Broken: {@code broken.AnnounceAfterClosing}.
     */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "woken in every round")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "X2: the call hangs")
    @State
    public static class Wakes {

        private final Rounds rounds = new Rounds();
        private final HeldStatement[] statements =
                Stream.generate(() -> new HeldStatement(50)).limit(Rounds.COUNT).toArray(HeldStatement[]::new);

        @Actor
        public void close() {
            rounds.await(round -> {
                while (!statements[round].begun) {
                    Thread.onSpinWait();
                }
                statements[round].close();
            });
        }

        @Signal
        public void cancel() {
            rounds.end(round -> statements[round].run());
        }
    }
}
