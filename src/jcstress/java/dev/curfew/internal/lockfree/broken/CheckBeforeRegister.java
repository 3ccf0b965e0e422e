package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.lockfree.Rounds;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/**
 * WaiterVersusEnd with {@link Flaw#CHECK_BEFORE_REGISTER}: the end comes between the two, and the waiter never wakes.
 */
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "woke in every round")
@Outcome(id = "STALE", expect = FORBIDDEN, desc = "a wake-up was lost")
@State
public class CheckBeforeRegister {

    private final Rounds rounds = new Rounds();
    private final Model[] nodes = Stream.generate(() -> new Model(Flaw.CHECK_BEFORE_REGISTER))
            .limit(Rounds.COUNT)
            .toArray(Model[]::new);

    @Actor
    public void await() {
        rounds.await(round -> nodes[round].await());
    }

    @Signal
    public void end() {
        rounds.end(round -> nodes[round].cancel("A"));
    }
}
