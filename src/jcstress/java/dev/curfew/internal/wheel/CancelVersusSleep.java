package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Race: one thread cancels a node, the wheel thread plans a deep sleep. Guards P1 ({@link WakeupGate}) and W4
 * ({@link WheelConsumer}): the cancelled node is reaped before the sleep, or the wheel thread is woken for it.
 * Otherwise the node would be kept for as long as the sleep lasts.
 *
 * <p>r1 = whether the wheel thread was woken, r2 = nodes that were left for its next cycle.
 *
 * <p>Broken: {@code broken.PublishAfterRecheck}, {@code broken.WakeWithoutRetry}.
 */
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "reaped")
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "reaped, and woken in vain (N9)")
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "woken")
@Outcome(expect = FORBIDDEN, desc = "the node is kept")
public final class CancelVersusSleep {

    private CancelVersusSleep() {}

    /** The node is in its slot. */
    @JCStressTest
    @JCStressMeta(CancelVersusSleep.class)
    @State
    public static class InSlot {

        private final ManualWheel manual = new ManualWheel();
        private final TimerNode node = manual.inSlot(ManualWheel.FAR, () -> {});

        @Actor
        public void sleep() {
            manual.queue.consumer().nextWakeNanos();
        }

        @Actor
        public void cancel() {
            node.cancel();
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r1 = manual.wasWoken();
            r.r2 = manual.queue.consumer().doWork();
        }
    }

    /** The node is in the inbox. */
    @JCStressTest
    @JCStressMeta(CancelVersusSleep.class)
    @State
    public static class InInbox {

        private final ManualWheel manual = new ManualWheel();
        private final TimerNode node = manual.inInbox(ManualWheel.FAR, () -> {});

        @Actor
        public void sleep() {
            manual.queue.consumer().nextWakeNanos();
        }

        @Actor
        public void cancel() {
            node.cancel();
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r1 = manual.wasWoken();
            r.r2 = manual.queue.consumer().doWork();
        }
    }
}
