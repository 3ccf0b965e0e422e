package dev.curfew.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Race: deriving with a deadline against closing the runtime. Guards "what is armed is either settled by the owner or
 * refused" ({@link DeadlineWheel#arm}): no context is left that waits for a deadline nobody sees to.
 *
 * <p>r1 = how deriving went, and the context after the owner has closed the wheel, r2 = what is linked to the parent.
 *
 * <p>Broken: {@code wheel.internal.alternatives.CloseWithoutSentinel}.
 */
@Outcome(id = "refused, alone", expect = ACCEPTABLE, desc = "closed first")
@Outcome(id = "settled, alone", expect = ACCEPTABLE, desc = "armed first, and ended by the owner")
@Outcome(id = "live, linked", expect = FORBIDDEN, desc = "lost: it never ends")
@Outcome(expect = FORBIDDEN, desc = "neither refused nor settled")
public final class CloseVersusArm {

    private CloseVersusArm() {}

    private static @Nullable CancelNode unlessRefused(Supplier<CancelNode> derivation) {
        try {
            return derivation.get();
        } catch (IllegalStateException closed) {
            return null;
        }
    }

    private static String show(@Nullable CancelNode child) {
        if (child == null) {
            return "refused";
        }
        if (!child.isDone()) {
            return "live";
        }
        return child.err() == Context.CANCELED && child.cause() instanceof IllegalStateException
                ? "settled"
                : "ended for another reason";
    }

    /** The owner is a thread of the caller's, and closes in its next cycle. */
    @JCStressTest
    @JCStressMeta(CloseVersusArm.class)
    @State
    public static class CallerDriven {

        private final Driven driven = new Driven();
        private final CancelNode parent = driven.live();
        private @Nullable CancelNode child;

        @Actor
        public void arm() {
            child = unlessRefused(() -> driven.derive(parent, Driven.FAR));
        }

        @Actor
        public void close() {
            driven.runtime.close();
            driven.drive();
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            driven.drive();
            r.r1 = show(child);
            r.r2 = Reached.links(parent);
        }
    }

    /** The runtime has a thread, which starts with the first deadline. Who closes waits for it, or stands in for it. */
    @JCStressTest
    @JCStressMeta(CloseVersusArm.class)
    @State
    public static class OwnThread {

        private final ContextRuntime runtime =
                ContextRuntime.builder().core(Core.LOCK_FREE).build();
        private final LockFreeCore core = ((RootContext) runtime.background()).core();
        private final CancelNode parent = new CancelNode(core.background);
        private @Nullable CancelNode child;

        @Actor
        public void arm() {
            long now = runtime.clock().nanoTime();
            child = unlessRefused(() -> (CancelNode) core.withDeadline(parent, now + 3_600_000_000_000L, now, Races.B));
        }

        @Actor
        public void close() {
            runtime.close();
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            r.r1 = show(child);
            r.r2 = Reached.links(parent);
        }
    }
}
