package dev.curfew.contract;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import dev.curfew.Lease;
import dev.curfew.Registration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What {@link LoadedClassesTest} does with contexts, after its constructor has made the runtimes. */
final class LoadedClassesTrial implements Runnable {

    private static final int CHILDREN = 100;
    private static final int LEVELS = 100;
    private static final int THREADS = 4;
    private static final long HOUR = 3_600_000_000_000L;
    private static final Key<Integer> LEVEL = Key.of("level");

    private final List<ContextRuntime> runtimes = new ArrayList<>();

    LoadedClassesTrial(String name) {
        ContextRuntime.Core core = ContextRuntime.Core.valueOf(name);
        runtimes.add(
                ContextRuntime.builder().core(core).errorHandler(failure -> {}).build());
        if (core == ContextRuntime.Core.LOCK_FREE) {
            runtimes.add(ContextRuntime.builder()
                    .core(core)
                    .callerDriven(() -> {})
                    .errorHandler(failure -> {})
                    .build());
        }
    }

    @Override
    public void run() {
        for (ContextRuntime runtime : runtimes) {
            CancelContext session = runtime.background().withCancel();
            Thread[] threads = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                long seed = i;
                threads[i] = new Thread(() -> serve(session, new Random(seed)));
                threads[i].start();
            }
            for (Thread thread : threads) {
                join(thread);
            }
            runtime.close();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void serve(CancelContext session, Random random) {
        List<CancelContext> children = new ArrayList<>();
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < CHILDREN; i++) {
            CancelContext child = i % 3 == 0 ? session.withTimeoutNanos(HOUR) : session.withCancel();
            children.add(child);
            registrations.add(child.onDone(() -> {
                throw new IllegalStateException("fails");
            }));
            registrations.add(session.onDone(() -> {}));
            CancelContext below = child.withoutCancel().withCancel();
            below.withCancel().onDone(() -> child.cancel());
            children.add(below);
        }
        Collections.shuffle(children, random);
        Collections.shuffle(registrations, random);
        registrations.subList(CHILDREN, 2 * CHILDREN).forEach(Registration::stop);
        children.subList(0, CHILDREN).forEach(CancelContext::cancel);
        values(session);
        foreign(session);
        listening(session);
        waiting(session);
        children.forEach(child -> child.expireIfDue(child.runtime().clock().nanoTime()));
        children.subList(CHILDREN, 2 * CHILDREN).forEach(CancelContext::cancel);
    }

    private static void values(Context at) {
        for (int i = 0; i < LEVELS; i++) {
            at = at.withValue(LEVEL, i);
        }
        at.value(LEVEL);
        at.value(Key.of("unbound"));
        at.withTimeoutNanos(HOUR).toString();
    }

    private static void foreign(Context session) {
        CancelContext below =
                new ForwardingContext(session) {}.withValue(LEVEL, 1).withTimeoutNanos(HOUR);
        below.onDone(() -> {}, Runnable::run);
        below.withCancel();
        below.cancel();
    }

    private static void listening(CancelContext session) {
        CancelContext other = session.withoutCancel().withTimeoutNanos(HOUR);
        CancelContext merged = session.withCancelOn(other, new ForwardingContext(other.withCancel()) {});
        merged.withCancel().onDone(() -> {});
        Lease lease = session.withLeaseNanos(HOUR);
        lease.renewNanos(2 * HOUR);
        lease.renewNanos(HOUR / 2);
        lease.withCancel().expireIfDue();
        lease.cancel();
        session.scheduleAfterNanos(HOUR, () -> {}).stop();
        session.scheduleAfterNanos(HOUR, () -> {}, Runnable::run);
        try {
            session.scheduleAfterNanos(1, () -> {}).stopAndAwait();
            session.onDone(() -> {}, Runnable::run).stopAndAwait();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        other.endWith(lease);
        merged.toString();
        lease.toString();
    }

    private static void waiting(Context session) {
        try {
            session.withTimeoutNanos(HOUR).awaitNanos(1);
            session.withCancel().awaitNanos(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
