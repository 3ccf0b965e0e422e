package dev.curfew.concurrent.broken;

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

/** ReturnVersusJoin with {@link Flaw#LOOK_BEFORE_ANNOUNCE}: the last return comes between the two. */
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "joined in every round")
@Outcome(id = "STALE", expect = FORBIDDEN, desc = "J5: a wake-up was lost")
@State
public class LookBeforeAnnounce {

    private final Rounds rounds = new Rounds();
    private final Model[] models = Stream.generate(() -> new Model(Flaw.LOOK_BEFORE_ANNOUNCE))
            .limit(Rounds.COUNT)
            .toArray(Model[]::new);

    public LookBeforeAnnounce() {
        for (Model model : models) {
            model.fork();
        }
    }

    @Actor
    public void join() {
        rounds.await(round -> models[round].join());
    }

    @Signal
    public void end() {
        rounds.end(round -> models[round].begin());
    }
}
