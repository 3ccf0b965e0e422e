package dev.curfew.contract;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Lease;
import dev.curfew.kit.Cycles;
import dev.curfew.kit.Faults;
import dev.curfew.kit.Graph;
import dev.curfew.wheel.ManualClock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** As {@link FullHeapTrial}: deadlines and leases whose time has come when there is no memory. */
final class FullHeapTimersTrial implements Callable<String> {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final long FIRST = 100;
    private static final long SECOND = 200;

    private final String operation;
    private final int allocation;
    private final ManualClock clock = new ManualClock(0);
    private final ContextRuntime runtime;
    private final StringBuilder faults = new StringBuilder();
    private boolean failed;
    private Runnable wakeup = () -> {};

    FullHeapTimersTrial(String core, String operation, int allocation) {
        this.operation = operation;
        this.allocation = allocation;
        runtime = core.equals("MUTEX")
                ? ContextRuntime.builder().core(ContextRuntime.Core.MUTEX).build()
                : Cycles.builder(clock).callerDriven(() -> wakeup.run()).build();
    }

    @Override
    public String call() {
        switch (operation) {
            case "PASSED_DEADLINE" -> passed(parent -> parent.withTimeoutNanos(0, new IllegalStateException()));
            case "PASSED_LEASE" -> passed(parent -> parent.withLease(Duration.ZERO, new IllegalStateException()));
            case "RENEW_TO_PAST" -> renewToPast();
            case "RENEW_WHILE_IT_FIRES" -> renewWhileItFires();
            default -> throw new AssertionError(operation);
        }
        runtime.close();
        return (failed ? FullHeapTrial.FAILED : "") + faults;
    }

    private void expect(boolean condition, String what) {
        if (!condition) {
            faults.append(" not: ").append(what);
        }
    }

    private void passed(Consumer<Context> derivation) {
        CancelContext parent = runtime.background().withCancel();
        parent.withCancel().cancel();
        long before = Graph.bytes(parent, runtime);
        if (underFault(() -> derivation.accept(parent)) != null) {
            expect(Graph.bytes(parent, runtime) <= before, "nothing is attached by a derivation that throws");
        }
    }

    private void renewToPast() {
        Lease lease = runtime.background().withLease(HOUR);
        lease.withCancel().withCancel();
        if (underFault(() -> lease.renew(Duration.ZERO)) != null) {
            expect(!lease.isDone() && lease.renew(HOUR), "a renewal that throws has changed nothing");
        }
    }

    /** The timer of a renewal to an earlier moment fires before the moment has changed. */
    private void renewWhileItFires() {
        Lease lease = runtime.background().withLease(Duration.ofNanos(FIRST), new IllegalStateException());
        lease.withCancel().withCancel();
        lease.renewUntilNanos(Context.NO_DEADLINE);
        drive(FIRST);
        runtime.nextWakeNanos(); // The wheel sleeps, so the next push wakes it.
        wakeup = () -> {
            wakeup = () -> {};
            drive(SECOND);
            Faults.failAt(allocation);
        };
        catching(() -> lease.renewUntilNanos(SECOND));
        failed = Faults.disarm();
        drive(SECOND + 1);
        expect(lease.isDone() || lease.expiresNanos() == Context.NO_DEADLINE, "the lease ends at its moment");
    }

    private void drive(long now) {
        clock.set(now);
        Cycles.untilIdle(runtime);
    }

    private Throwable underFault(Runnable call) {
        Faults.failAt(allocation);
        Throwable thrown = catching(call);
        failed = Faults.disarm();
        return thrown;
    }

    private static Throwable catching(Runnable call) {
        try {
            call.run();
            return null;
        } catch (OutOfMemoryError e) {
            return e;
        }
    }
}
