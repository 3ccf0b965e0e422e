package dev.curfew.fray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Lease;
import dev.curfew.Registration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Paths on which one thread hands work to another, as programs of a few threads. Fray runs each one hundreds of times and
 * chooses at each lock, park, thread start and volatile access which thread goes on ({@code .ci/fray}). A program fails by
 * an exception, or by threads that all wait.
 */
@SuppressWarnings("unused") // Named on a command line.
final class FrayTrials {

    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long SOON_NANOS = 500_000;

    private FrayTrials() {}

    /** A registration that is stopped while its context ends: its action runs once on the executor, or stop was true. */
    static void executor() throws InterruptedException {
        try (ContextRuntime runtime = ContextRuntime.builder().build()) {
            ExecutorService pool = Executors.newFixedThreadPool(1);
            CancelContext context = runtime.background().withCancel();
            AtomicInteger runs = new AtomicInteger();
            Registration registration = context.onDone(runs::incrementAndGet, pool);
            AtomicBoolean stopped = new AtomicBoolean();
            together(context::cancel, () -> stopped.set(registration.stop()));
            pool.shutdown();
            assertTrue(pool.awaitTermination(1, TimeUnit.DAYS));
            assertEquals(stopped.get() ? 0 : 1, runs.get());
        }
    }

    /** A waiter on a child of the context that another thread ends. */
    static void await() throws InterruptedException {
        try (ContextRuntime runtime = ContextRuntime.builder().build()) {
            CancelContext parent = runtime.background().withCancel();
            CancelContext child = parent.withCancel();
            together(parent::cancel, () -> waitFor(child));
            assertSame(Context.CANCELED, child.err());
        }
    }

    /** Contexts that end each other by their actions, ended at the same time. */
    static void endEachOther() throws InterruptedException {
        try (ContextRuntime runtime = ContextRuntime.builder().build()) {
            CancelContext one = runtime.background().withCancel();
            CancelContext other = runtime.background().withCancel();
            AtomicInteger runs = new AtomicInteger();
            one.onDone(other::cancel);
            other.onDone(one::cancel);
            one.onDone(runs::incrementAndGet);
            other.onDone(runs::incrementAndGet);
            together(one::cancel, other::cancel);
            assertTrue(one.isDone() && other.isDone());
            assertEquals(2, runs.get());
        }
    }

    /** A lease whose moment comes while it is renewed: it is renewed, or it has ended. */
    static void renew() throws InterruptedException {
        try (ContextRuntime runtime = ContextRuntime.builder().build()) {
            Lease lease = runtime.background().withLeaseNanos(HOUR_NANOS);
            CancelContext below = lease.withCancel();
            long moment = lease.expiresNanos();
            AtomicInteger runs = new AtomicInteger();
            below.onDone(runs::incrementAndGet);
            AtomicBoolean renewed = new AtomicBoolean();
            AtomicBoolean expired = new AtomicBoolean();
            together(
                    () -> renewed.set(lease.renewUntilNanos(moment + HOUR_NANOS)),
                    () -> expired.set(below.expireIfDue(moment)));
            assertEquals(!expired.get(), renewed.get());
            assertEquals(expired.get() ? Context.DEADLINE_EXCEEDED : null, lease.err());
            assertEquals(expired.get() ? 1 : 0, runs.get());
        }
    }

    /** A lease that is cancelled while one thread renews it to an earlier moment and another to a later one. */
    static void renewAndCancel() throws InterruptedException {
        try (ContextRuntime runtime = ContextRuntime.builder().build()) {
            Lease lease = runtime.background().withLeaseNanos(HOUR_NANOS);
            long moment = lease.expiresNanos();
            AtomicInteger runs = new AtomicInteger();
            lease.onDone(runs::incrementAndGet);
            together(
                    () -> assertTrue(lease.renewUntilNanos(moment - HOUR_NANOS / 2) || lease.isDone()),
                    () -> assertTrue(lease.renewUntilNanos(moment + HOUR_NANOS) || lease.isDone()),
                    () -> assertTrue(lease.cancel()));
            assertSame(Context.CANCELED, lease.err());
            assertFalse(lease.renew());
            assertEquals(1, runs.get());
        }
    }

    /** A merged context whose sides end at the same time: an end of either side has marked what is below. */
    static void merged() throws InterruptedException {
        try (ContextRuntime runtime = ContextRuntime.builder().build()) {
            CancelContext one = runtime.background().withCancel();
            CancelContext other = runtime.background().withCancel();
            CancelContext below = one.withCancelOn(other).withCancel();
            AtomicInteger runs = new AtomicInteger();
            below.onDone(runs::incrementAndGet);
            together(
                    () -> {
                        one.cancel();
                        assertTrue(below.isDone());
                    },
                    () -> {
                        other.cancel();
                        assertTrue(below.isDone());
                    },
                    () -> waitFor(below));
            assertEquals(1, runs.get());
        }
    }

    /** The first deadlines of a runtime, by two threads: its own thread starts, and both contexts end. */
    static void start() throws InterruptedException {
        try (ContextRuntime runtime = ContextRuntime.builder().build()) {
            Runnable request = () -> {
                CancelContext context = runtime.background().withTimeoutNanos(SOON_NANOS);
                waitFor(context);
                assertSame(Context.DEADLINE_EXCEEDED, context.err());
            };
            together(request, request);
        }
    }

    /** A thread factory that fails once: a later deadline starts the thread, which ends the earlier context too. */
    static void startAgain() throws InterruptedException {
        AtomicBoolean failed = new AtomicBoolean();
        try (ContextRuntime runtime = ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE) // The mutex core takes no thread factory.
                .errorHandler(failure -> {})
                .threadFactory(work -> failed.getAndSet(true) ? new Thread(work) : null)
                .build()) {
            Runnable request = () -> waitFor(runtime.background().withTimeoutNanos(SOON_NANOS));
            CancelContext first = runtime.background().withTimeoutNanos(SOON_NANOS);
            together(request, request);
            waitFor(first);
        }
    }

    /** A deadline that is armed while two threads close the runtime. */
    static void close() throws InterruptedException {
        ContextRuntime runtime = ContextRuntime.builder().build();
        CancelContext before = runtime.background().withTimeoutNanos(HOUR_NANOS);
        Armed during = new Armed();
        Runnable closer = () -> {
            runtime.close();
            assertSame(Context.CANCELED, before.err());
        };
        together(closer, closer, () -> during.arm(runtime));
        if (during.context != null) {
            assertSame(Context.CANCELED, during.context.err());
        }
    }

    /** Runtimes that close each other in the actions of their deadlines, while another thread closes both. */
    static void closeEachOther() throws InterruptedException {
        ContextRuntime one = ContextRuntime.builder().build();
        ContextRuntime other = ContextRuntime.builder().build();
        CancelContext ofOne = one.background().withTimeoutNanos(SOON_NANOS);
        CancelContext ofOther = other.background().withTimeoutNanos(SOON_NANOS);
        ofOne.onDone(other::close);
        ofOther.onDone(one::close);
        together(one::close, other::close, () -> waitFor(ofOne), () -> waitFor(ofOther));
        assertNotNull(ofOne.err());
        assertNotNull(ofOther.err());
    }

    private static final class Armed {
        private @Nullable CancelContext context;

        void arm(ContextRuntime runtime) {
            try {
                context = runtime.background().withTimeoutNanos(HOUR_NANOS);
            } catch (IllegalStateException closed) {
                assertTrue(closed.getMessage().contains("closed"), closed.getMessage());
            }
        }
    }

    private static void waitFor(Context context) {
        try {
            context.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertTrue(context.isDone());
    }

    /** Runs each on a thread of its own, until all have returned. What one throws fails the program. */
    static void together(Runnable... parts) throws InterruptedException {
        Thread[] threads = new Thread[parts.length];
        for (int i = 0; i < parts.length; i++) {
            threads[i] = new Thread(parts[i]);
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
