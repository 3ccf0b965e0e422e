package dev.curfew.grpc;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.Key;
import dev.curfew.Registration;
import io.grpc.Context.CancellationListener;
import io.grpc.Deadline;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A foreign context that ends with one of grpc's or with a base, whichever is first; values and runtime are the base's. It
 * is made to derive one child from, which attaches to it as to any foreign parent: with one listener at grpc's context,
 * however many contexts are below, and one action at the base unless that can never end.
 *
 * <p>{@code end} goes from null to what is seen first, by one CAS, of whoever asks first.
 *
 * <ul>
 *   <li>I1: Err and cause are of one side, and never change, although either side may end while the other does.
 *   <li>I2: It is done exactly when {@code end} is set: asking is what notices.
 *   <li>N1: When both sides have ended before anybody asks, it is not said which was first: grpc's is taken.
 * </ul>
 */
final class BridgedContext implements Context {

    private final io.grpc.Context grpc;
    private final Context base;
    private final long deadlineNanos;
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final Done done = new Signal();

    BridgedContext(io.grpc.Context grpc, Context base) {
        this.grpc = grpc;
        this.base = base;
        deadlineNanos = earlier(grpc, base);
    }

    /** Of the two deadlines, on the clock of the base. */
    private static long earlier(io.grpc.Context grpc, Context base) {
        long inherited = base.deadlineNanos();
        Deadline deadline = grpc.getDeadline();
        if (deadline == null) {
            return inherited;
        }
        // In this order, so that what comes out is not later than grpc's.
        long now = base.runtime().clock().nanoTime();
        long own = now + deadline.timeRemaining(NANOSECONDS);
        if (own == NO_DEADLINE) {
            own--;
        }
        return inherited == NO_DEADLINE || own - inherited < 0 ? own : inherited;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public Done done() {
        return done;
    }

    @Override
    public @Nullable ContextException err() {
        End end = end();
        return end == null ? null : end.err();
    }

    @Override
    public @Nullable Throwable cause() {
        End end = end();
        return end == null ? null : end.cause();
    }

    private @Nullable End end() {
        End first = end.get();
        if (first != null) {
            return first;
        }
        if (grpc.isCancelled()) {
            first = End.of(grpc);
        } else if (base.isDone()) {
            first = End.of(base);
        } else {
            return null;
        }
        return end.compareAndSet(null, first) ? first : end.get();
    }

    @Override
    public <T> @Nullable T value(Key<T> key) {
        return base.value(key);
    }

    @Override
    public ContextRuntime runtime() {
        return base.runtime();
    }

    /** Gives the base the chance to expire. Grpc's deadline is up to grpc's timer. */
    @Override
    public boolean expireIfDue(long nowNanos) {
        base.expireIfDue(nowNanos);
        return isDone();
    }

    @Override
    public String toString() {
        return base + ".fromGrpc";
    }

    private final class Signal implements Done {

        @Override
        public boolean isDone() {
            return end() != null;
        }

        @Override
        public Registration onDone(Runnable action) {
            Listening listening = new Listening(action);
            listening.begin();
            return listening;
        }
    }

    /**
     * An action that is told by both sides.
     *
     * <ul>
     *   <li>I1: Whoever takes it from {@code action}, an end or {@link #stop}, decides whether it runs; so it runs at most once.
     *   <li>I2: After {@code stop}, neither side refers to this.
     *   <li>N1: The side that did not end refers to this until {@code stop}. The core stops what it has registered when the
     *       child ends.
     *   <li>O1: {@code atBase} is plain: it is written before this is returned, and read by whom this was given to. The core
     *       passes it on by a volatile store.
     * </ul>
     */
    private final class Listening implements CancellationListener, Registration {

        private final AtomicReference<@Nullable Runnable> action;
        private @Nullable Registration atBase;

        Listening(Runnable action) {
            this.action = new AtomicReference<>(action);
        }

        /** The base first: should it fail, nothing is left at grpc's. */
        void begin() {
            if (base.done() != Done.NEVER) {
                atBase = base.onDone(this::tell);
            }
            grpc.addListener(this, Runnable::run);
        }

        @Override
        public void cancelled(io.grpc.Context context) {
            tell();
        }

        private void tell() {
            Runnable taken = action.getAndSet(null);
            if (taken != null) {
                taken.run();
            }
        }

        @Override
        public boolean stop() {
            boolean taken = action.getAndSet(null) != null;
            grpc.removeListener(this);
            if (atBase != null) {
                atBase.stop();
            }
            return taken;
        }
    }
}
