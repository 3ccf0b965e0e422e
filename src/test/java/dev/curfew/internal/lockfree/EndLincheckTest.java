package dev.curfew.internal.lockfree;

import static dev.curfew.internal.lockfree.LinksLincheckTest.scenario;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.internal.RenewableLease;
import dev.curfew.internal.lockfree.LinksLincheckTest.Actors;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Model checking of contexts that several events end: a merged context, M1 to M3, C3, and a lease, U1 and U2. As in
 * {@link LinksLincheckTest}, one context is observed, at most one operation ends each context that it ends with, and no
 * operation reads those.
 */
class EndLincheckTest {

    private static final long NOW = 1L << 40;

    /** Made before Lincheck runs, which need not look into the making of a runtime. It starts no thread. */
    private static final Context ROOT = ContextRuntime.builder()
            .core(ContextRuntime.Core.LOCK_FREE)
            .errorHandler(failure -> {})
            .clock(() -> NOW)
            .callerDriven()
            .build()
            .background();

    private static final Throwable BY_PARENT = new Throwable("by parent");
    private static final Throwable BY_OTHER = new Throwable("by other");
    private static final Throwable BY_ITSELF = new Throwable("by itself");

    @Test
    void aMergedContextAgainstBothSides() {
        Actors merged = new Actors(Merged.class);
        check(
                Merged.class,
                MergedModel.class,
                scenario(
                        List.of(merged.of("merge"), merged.of("derive")),
                        List.of(merged.of("endParent")),
                        List.of(merged.of("endOther")),
                        List.of(merged.of("fate"))),
                scenario(
                        List.of(),
                        List.of(merged.of("merge"), merged.of("derive")),
                        List.of(merged.of("endOther")),
                        List.of(merged.of("fate"))),
                scenario(
                        List.of(merged.of("merge"), merged.of("register")),
                        List.of(merged.of("endMerged")),
                        List.of(merged.of("endOther"), merged.of("derive")),
                        List.of(merged.of("fate"))));
    }

    @Test
    void aLeaseAgainstItsMoment() {
        Actors lease = new Actors(ALease.class);
        check(
                ALease.class,
                LeaseModel.class,
                scenario(
                        List.of(),
                        List.of(lease.of("renew", 6, 4)),
                        List.of(lease.of("expire", 3)),
                        List.of(lease.of("fate"))),
                scenario(
                        List.of(),
                        List.of(lease.of("renew", 6, 1), lease.of("expire", 5)),
                        List.of(lease.of("expire", 3)),
                        List.of(lease.of("fate"))),
                scenario(
                        List.of(),
                        List.of(lease.of("renew", 2, 1), lease.of("renew", 6, 1)),
                        List.of(lease.of("cancel")),
                        List.of(lease.of("expire", 2))));
    }

    private static void check(Class<?> context, Class<?> model, ExecutionScenario... scenarios) {
        ModelCheckingOptions options = new ModelCheckingOptions()
                .iterations(1)
                .invocationsPerIteration(80)
                .threads(2)
                .actorsBefore(2)
                .actorsPerThread(3)
                .actorsAfter(1)
                .sequentialSpecification(model);
        for (ExecutionScenario scenario : scenarios) {
            options.addCustomScenario(scenario);
        }
        options.check(context);
    }

    static String nameOf(Throwable cause) {
        return cause == null ? "live" : cause.getMessage();
    }

    /** A merged context, and what hangs below it. */
    public static class Merged {

        private final CancelNode parent = new CancelNode((Parent) ROOT, null);
        private final CancelNode other = new CancelNode((Parent) ROOT, null);
        private volatile CancelNode merged;
        private volatile CancelNode below;
        private volatile boolean isRegistered;
        private volatile int runs;
        private volatile boolean early;

        @Operation(runOnce = true)
        public void merge() {
            merged = (CancelNode) parent.withCancelOn(other);
        }

        @Operation(runOnce = true)
        public void derive() {
            CancelNode context = merged;
            if (context != null) {
                boolean ended = context.isDone();
                CancelNode child = (CancelNode) context.withCancel();
                if (ended && !child.isDone()) {
                    throw new AssertionError("born live below a context that had ended (C1)");
                }
                below = child;
            }
        }

        @Operation(runOnce = true)
        public void register() {
            CancelNode context = merged;
            if (context != null) {
                var unused = context.onDone(new Action(this));
                isRegistered = true;
            }
        }

        @Operation(runOnce = true)
        public boolean endParent() {
            return ended(below, parent.cancel(BY_PARENT));
        }

        @Operation(runOnce = true)
        public boolean endOther() {
            return ended(below, other.cancel(BY_OTHER));
        }

        @Operation
        public Boolean endMerged() {
            CancelNode context = merged;
            return context == null ? null : (Boolean) ended(below, context.cancel(BY_ITSELF));
        }

        @Operation
        public String fate() {
            CancelNode context = merged;
            return context == null ? null : nameOf(context.cause());
        }

        private static boolean ended(CancelNode belowBefore, boolean first) {
            if (belowBefore != null && !belowBefore.isDone()) {
                throw new AssertionError("a live context when an end has returned (M1, C3)");
            }
            return first;
        }

        /** Checks all links that were made. */
        @Validate
        public void quiet() {
            CancelNode context = merged;
            boolean isDone = context != null && context.isDone();
            if (isDone && below != null && !below.isDone()) {
                throw new AssertionError("a live context below one that has ended (C3)");
            }
            if (runs != (isDone && isRegistered ? 1 : 0)) {
                throw new AssertionError("the action ran " + runs + " times (M2)");
            }
            if (early) {
                throw new AssertionError("the action ran before all was marked (M1)");
            }
            if (isDone && !(isFree(parent) && isFree(other))) {
                throw new AssertionError("linked below a context that goes on (M3)");
            }
        }

        private static boolean isFree(CancelNode context) {
            return context.isDone() || context.stateAcquire() == null;
        }
    }

    /** A class, because Lincheck would look into a lambda. */
    private static final class Action implements Runnable {

        private final Merged merged;

        Action(Merged merged) {
            this.merged = merged;
        }

        @Override
        public void run() {
            CancelNode below = merged.below;
            merged.early = below != null && !below.isDone();
            merged.runs = merged.runs + 1;
        }
    }

    /** The merged context of the model. */
    public static class MergedModel {

        private String ofSides;
        private String fate;

        public void merge() {
            fate = ofSides == null ? "live" : ofSides;
        }

        public void derive() {}

        public void register() {}

        public boolean endParent() {
            return endSide("by parent");
        }

        public boolean endOther() {
            return endSide("by other");
        }

        private boolean endSide(String how) {
            // The parent is asked first.
            ofSides = ofSides == null || how.equals("by parent") ? how : ofSides;
            end(how);
            return true;
        }

        public Boolean endMerged() {
            return fate == null ? null : (Boolean) end("by itself");
        }

        private boolean end(String how) {
            boolean first = "live".equals(fate);
            fate = first ? how : fate;
            return first;
        }

        public String fate() {
            return fate;
        }
    }

    /** A lease. The operations pretend what time it is. */
    @Param(name = "time", gen = IntGen.class, conf = "1:6")
    public static class ALease {

        private final RenewableLease lease = (RenewableLease) ROOT.withLeaseNanos(3);

        @Operation
        public boolean renew(@Param(name = "time") int until, @Param(name = "time") int now) {
            return lease.renew(NOW + until, NOW + now);
        }

        @Operation
        public boolean expire(@Param(name = "time") int now) {
            return lease.expireIfDue(NOW + now);
        }

        @Operation
        public boolean cancel() {
            return ((CancelContext) lease).cancel(BY_ITSELF);
        }

        @Operation
        public String fate() {
            Throwable cause = lease.cause();
            return cause == Context.DEADLINE_EXCEEDED ? "by time" : nameOf(cause);
        }
    }

    /** The lease of the model. */
    public static class LeaseModel {

        private int moment = 3;
        private String fate = "live";

        public boolean renew(int until, int now) {
            if (moment <= now || until <= now) {
                end("by time");
            } else {
                moment = until;
            }
            return isLive();
        }

        public boolean expire(int now) {
            if (moment <= now) {
                end("by time");
            }
            return !isLive();
        }

        public boolean cancel() {
            return end("by itself");
        }

        public String fate() {
            return fate;
        }

        private boolean isLive() {
            return fate.equals("live");
        }

        private boolean end(String how) {
            boolean first = isLive();
            fate = first ? how : fate;
            return first;
        }
    }
}
