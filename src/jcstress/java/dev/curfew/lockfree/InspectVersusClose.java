package dev.curfew.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Race: inspecting from the cursor on against closing the stripe. Guards I5, I6, N3: the closer nulls {@code next} behind
 * itself while a late inspector still writes it, from links that are unlinked or taken; all live links are told, once,
 * because the worklist goes by {@code work}.
 *
 * <p>The cursor begins in the middle, on a link that has died since. r1 = runs of the live actions, all but that one.
 *
 * <p>Broken: {@code alternatives.WorklistInNext}.
 */
@JCStressTest
@Outcome(id = "11", expect = ACCEPTABLE, desc = "all live links told")
@Outcome(expect = FORBIDDEN, desc = "I5: a live link is lost")
@State
public class InspectVersusClose {

    private static final int PAIRS = 12;

    private final CancelNode parent = Races.striped();
    private final Stripe base = ((Stripes) Objects.requireNonNull(parent.stateAcquire())).at(Stripes.BASE);
    private final AtomicInteger runs = new AtomicInteger();
    private final ActionLink[] dead = new ActionLink[PAIRS];

    public InspectVersusClose() {
        ActionLink[] live = new ActionLink[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            dead[i] = Races.deadActionOf(parent);
            live[i] = (ActionLink) parent.onDone(runs::incrementAndGet);
        }
        base.unlink(dead[0]);
        // Of the links inspected, from the newest live one on, every other was dead.
        ActionLink cursor = live[PAIRS - 1 - Stripe.INSPECTED / 2];
        cursor.casState(cursor.stateAcquire(), Verdict.SPENT);
    }

    @Actor
    public void inspect() {
        for (int i = 1; i <= 4; i++) {
            base.unlink(dead[i]);
        }
    }

    @Actor
    public void close() {
        parent.cancel();
    }

    @Arbiter
    public void afterwards(I_Result r) {
        r.r1 = runs.get();
    }
}
