package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * RegistrationOrder with {@link Flaw#COUNT_AFTER_CLOCK}: an action gets a count, which is lower than a time, after
 * another action got a time. r1 = what the second thread knew of the first, and the order in which the actions ran.
 */
@JCStressTest
@Outcome(id = "after: first second ", expect = ACCEPTABLE, desc = "in the order of registration")
@Outcome(id = "unknown: .*", expect = ACCEPTABLE, desc = "registered at the same time")
@Outcome(expect = FORBIDDEN, desc = "not in the order of registration")
@State
public class CountAfterClock {

    private final Model context = new Model(Flaw.COUNT_AFTER_CLOCK);
    private final StringBuilder ran = new StringBuilder();
    private volatile boolean registered;
    private boolean after;

    public CountAfterClock() {
        context.inflate();
        for (int i = 0; i <= Model.MAX_LINKS; i++) {
            context.onDone(() -> {});
        }
    }

    @Actor
    public void registerFirst() {
        context.onDone(() -> ran.append("first "));
        registered = true;
    }

    @Actor
    public void registerSecond() {
        context.onDone(() -> {});
        after = registered;
        context.onDone(() -> ran.append("second "));
    }

    @Arbiter
    public void afterwards(L_Result r) {
        context.cancel("A");
        r.r1 = (after ? "after: " : "unknown: ") + ran;
    }
}
