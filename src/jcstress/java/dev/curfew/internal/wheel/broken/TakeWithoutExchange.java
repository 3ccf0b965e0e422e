package dev.curfew.internal.wheel.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.wheel.broken.Model.Node;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** {@link Flaw#TAKE_WITHOUT_EXCHANGE}: a push between the two is lost. */
public final class TakeWithoutExchange {

    private TakeWithoutExchange() {}

    /** ScheduleVersusAdopt. r1 = nodes in slots. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both on the wheel")
    @Outcome(expect = FORBIDDEN, desc = "one is lost")
    @State
    public static class ScheduleVersusAdopt {

        private final Model wheel = new Model(Flaw.TAKE_WITHOUT_EXCHANGE);

        public ScheduleVersusAdopt() {
            wheel.schedule(1);
        }

        @Actor
        public void schedule() {
            wheel.schedule(2);
        }

        @Actor
        public void adopt() {
            wheel.adopt();
        }

        @Arbiter
        public void afterwards(I_Result r) {
            r.r1 = wheel.pending();
        }
    }

    /** CancelVersusReap. r1 = nodes in slots. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "both reaped")
    @Outcome(expect = FORBIDDEN, desc = "one is kept")
    @State
    public static class CancelVersusReap {

        private final Model wheel = new Model(Flaw.TAKE_WITHOUT_EXCHANGE);
        private final Node node = wheel.adopted(1);

        public CancelVersusReap() {
            wheel.adopted(2).cancel();
        }

        @Actor
        public void cancel() {
            node.cancel();
        }

        @Actor
        public void reap() {
            wheel.reap();
        }

        @Arbiter
        public void afterwards(I_Result r) {
            r.r1 = wheel.pending();
        }
    }
}
