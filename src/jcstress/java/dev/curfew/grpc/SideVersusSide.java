package dev.curfew.grpc;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import io.grpc.Context.CancellableContext;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/**
 * Race: the end of grpc's context against the end of the base of what {@link GrpcContexts#fromGrpc} has made. Guards
 * contract 2 on both sides of a bridge: a call that has ended a side finds what was made, and the child, done.
 *
 * <p>r1, r2 = all read done after the end of the base, and of grpc's; r3 = whether the contexts agree on the side.
 *
 * <p>Broken: {@code broken.LeftToTheFirstSide}.
 */
@Outcome(id = "true, true, one side", expect = ACCEPTABLE, desc = "done on both sides")
@Outcome(expect = FORBIDDEN, desc = "live although a side has ended, or ended twice")
public final class SideVersusSide {

    private SideVersusSide() {}

    /** What a side ended with. */
    private static final class Side extends Exception {
        private static final long serialVersionUID = 1;

        Side() {
            super(null, null, false, false);
        }
    }

    private static final Side BASE = new Side();
    private static final Side GRPC = new Side();

    /** A context with two sides, and a child. */
    private static final class Bridge {
        final CancelContext base;
        final CancellableContext grpc = io.grpc.Context.ROOT.withCancellation();
        private final CancelContext bridged;
        private final CancelContext child;

        Bridge(ContextRuntime runtime) {
            base = runtime.background().withCancel();
            bridged = GrpcContexts.fromGrpc(grpc, base);
            child = bridged.withCancel();
        }

        boolean isDone() {
            return bridged.isDone() && child.isDone();
        }

        String sides() {
            Throwable cause = bridged.cause();
            boolean isKnown = cause == BASE || cause == GRPC;
            return isKnown && child.cause() == cause ? "one side" : cause + ", " + child.cause();
        }
    }

    /** On the lock-free core. */
    @JCStressTest
    @JCStressMeta(SideVersusSide.class)
    @State
    public static class LockFree {

        private static final ContextRuntime RUNTIME =
                ContextRuntime.builder().core(Core.LOCK_FREE).build();

        private final Bridge bridge = new Bridge(RUNTIME);

        @Actor
        public void endBase(ZZL_Result r) {
            bridge.base.cancel(BASE);
            r.r1 = bridge.isDone();
        }

        @Actor
        public void endGrpc(ZZL_Result r) {
            bridge.grpc.cancel(GRPC);
            r.r2 = bridge.isDone();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = bridge.sides();
        }
    }

    /** On the mutex core. */
    @JCStressTest
    @JCStressMeta(SideVersusSide.class)
    @State
    public static class Mutex {

        private static final ContextRuntime RUNTIME =
                ContextRuntime.builder().core(Core.MUTEX).build();

        private final Bridge bridge = new Bridge(RUNTIME);

        @Actor
        public void endBase(ZZL_Result r) {
            bridge.base.cancel(BASE);
            r.r1 = bridge.isDone();
        }

        @Actor
        public void endGrpc(ZZL_Result r) {
            bridge.grpc.cancel(GRPC);
            r.r2 = bridge.isDone();
        }

        @Arbiter
        public void afterwards(ZZL_Result r) {
            r.r3 = bridge.sides();
        }
    }
}
