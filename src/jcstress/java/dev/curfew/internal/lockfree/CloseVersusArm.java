package dev.curfew.internal.lockfree;

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
 * Race: deriving a child with a deadline against closing the runtime. Guards contract 14: a timeout is either refused,
 * or the closing wheel ends its context. No context waits for a deadline that no thread will fire.
 *
 * <p>r1 = how the derivation went, and the context after the wheel was closed, r2 = what is linked to the parent.
 *
 * <p>Broken: {@code wheel.broken.CloseWithoutSentinel}.
 */
@Outcome(id = "refused, alone", expect = ACCEPTABLE, desc = "closed first")
@Outcome(id = "ended, alone", expect = ACCEPTABLE, desc = "armed first, and ended by the closing wheel")
@Outcome(id = "live, linked", expect = FORBIDDEN, desc = "lost: it never ends")
@Outcome(expect = FORBIDDEN, desc = "neither refused nor ended by the closing wheel")
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
                ? "ended"
                : "ended for another reason";
    }

    /** The runtime is caller-driven: its agent closes the wheel in the next cycle. */
    @JCStressTest
    @JCStressMeta(CloseVersusArm.class)
    @State
    public static class CallerDrivenWheel {

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

    /**
     * The runtime has a thread, which starts with the first deadline. {@code close()} waits for that thread, or closes
     * the wheel itself.
     */
    @JCStressTest
    @JCStressMeta(CloseVersusArm.class)
    @State
    public static class OwnThread {

        private final ContextRuntime runtime =
                ContextRuntime.builder().core(Core.LOCK_FREE).build();
        private final LockFreeCore core = ((RootContext) runtime.background()).core();
        private final CancelNode parent = new CancelNode(core.background, null);
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
