package dev.curfew.wheel.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A wheel with a thread of its own, which starts when it is asked for and parks when there is nothing to do.
 *
 * <pre>
 *   from            to        thread               how
 *   NONE            STARTING  a caller of start    CAS    and asks the factory
 *   STARTING        NONE      the same             CAS    the factory failed: the next one asks again
 *   STARTING        NONE      the next one         CAS    the thread has ended before it began
 *   STARTING, NONE  OWNED     the thread           CAS    it owns the wheel from here on
 *   OWNED           NONE      the thread           store  it was idle for long, or dies
 *   STARTING, NONE  OWNED     a caller of close    CAS    that thread owns the wheel, for closing it
 * </pre>
 *
 * <ul>
 *   <li>I1: one thread at a time owns the wheel, and the last one closes it before {@link #close} returns.
 *   <li>I2: a thread that leaves stores NONE, then looks into the inbox, at {@code stays} and at {@code closing}. A caller that
 *       wants a thread pushes on the inbox or stores {@code stays}, one that closes stores {@code closing}; then it reads the state. So at least one of the two sees the other.
 *   <li>I3: {@code owner} names the thread while the state is OWNED, but for a moment. A thread that closes looks again and again.
 * </ul>
 */
public final class WheelThread {

    /** After so long with nothing armed the thread ends, unless it is to stay. */
    static final long IDLE_NANOS = 5_000_000_000L;

    private static final int NONE = 0;
    private static final int STARTING = 1;
    private static final int OWNED = 2;

    /** After a cycle that failed as a whole, as it does when the clock throws. */
    private static final long RECOVERY_NANOS = 1_000_000;
    /** A thread that asks a factory waits so long at most for the thread to begin, to notice one that does not. */
    private static final long BEGIN_NANOS = 100_000_000;

    private static final long BEGIN_LOOK_NANOS = 20_000;
    /** A thread that closes looks so often whether the owner has left. */
    private static final long CLOSE_LOOK_NANOS = 10_000_000;
    /** The longest sleep by a clock that may step. */
    private static final long UNTRUSTED_NANOS = 1_000_000_000;

    private static final VarHandle STATE;
    private static final VarHandle OWNER;
    private static final VarHandle STARTED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(WheelThread.class, "state", int.class);
            OWNER = lookup.findVarHandle(WheelThread.class, "owner", Thread.class);
            STARTED = lookup.findVarHandle(WheelThread.class, "starting", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    private final ThreadFactory factory;
    private final boolean isTrusted;
    private final @Nullable IdleStrategy idle;
    private final Wheel wheel;
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile int state;
    private volatile boolean stays;
    private volatile boolean closing;
    private volatile @Nullable Thread owner;
    /** What the factory has made last. */
    private volatile @Nullable Thread starting;

    /**
     * A wheel whose thread has yet to start.
     *
     * @param errorHandler throws nothing
     * @param idle what to do between cycles; null for parking until the next deadline
     * @param factory asked for each thread
     * @param isTrusted whether its threads run what they are given, for certain; else the caller waits for them to begin
     */
    public WheelThread(
            NanoClock clock,
            long tickNanos,
            ErrorHandler errorHandler,
            @Nullable IdleStrategy idle,
            ThreadFactory factory,
            boolean isTrusted) {
        this.clock = clock;
        this.errorHandler = errorHandler;
        this.idle = idle;
        this.factory = factory;
        this.isTrusted = isTrusted;
        wheel = new Wheel(clock, tickNanos, errorHandler, idle == null ? this::unpark : null, null);
    }

    public Wheel wheel() {
        return wheel;
    }

    public boolean isClosing() {
        return closing;
    }

    // ---- starting

    /** Has the thread stay when it is idle, from now on, and starts it. */
    public void startToStay() {
        stays = true;
        start();
    }

    /**
     * Starts a thread unless there is one; a failure is reported, and the next call tries again. To be called after a push on
     * the inbox (I2). Blocks for a moment if it starts one by a factory that is not trusted.
     */
    public void start() {
        int seen = state;
        if (seen == OWNED) {
            return;
        }
        if (seen == STARTING) {
            Thread thread = starting;
            if (thread == null
                    || thread.getState() != Thread.State.TERMINATED
                    || !STARTED.compareAndSet(this, thread, null)) {
                return;
            }
            report(neverBegan(thread));
        }
        if (casState(NONE, STARTING)) {
            startThread();
        }
    }

    /** In state STARTING and with no thread, so that a handler that sets a deadline does not start another one. */
    private void report(Throwable failure) {
        starting = null;
        errorHandler.onError(failure);
        casState(STARTING, NONE);
    }

    private void startThread() {
        starting = null;
        try {
            Thread thread = factory.newThread(this::run);
            if (thread == null) {
                throw new IllegalStateException("the thread factory made no thread");
            }
            starting = thread;
            if (thread.getState() == Thread.State.NEW) {
                thread.start();
            }
            if (!isTrusted) {
                awaitBegin(thread);
            }
        } catch (Throwable e) {
            report(e);
        }
    }

    private void awaitBegin(Thread thread) {
        long start = System.nanoTime();
        while (state == STARTING && System.nanoTime() - start < BEGIN_NANOS) {
            if (!thread.isAlive() && state == STARTING) {
                throw neverBegan(thread);
            }
            LockSupport.parkNanos(this, BEGIN_LOOK_NANOS);
        }
    }

    private static IllegalStateException neverBegan(Thread thread) {
        return new IllegalStateException(
                "the thread factory's thread ended before it ran its work: " + thread.getName());
    }

    private void unpark() {
        LockSupport.unpark(owner);
    }

    // ---- the thread

    private void run() {
        if (!own()) {
            return;
        }
        boolean left = false;
        try {
            TimerSlack.reduce();
            left = drive();
        } finally {
            if (!left) {
                die();
            }
        }
    }

    /** A factory may start its thread itself, or late. */
    boolean own() {
        if (!casState(STARTING, OWNED) && !casState(NONE, OWNED)) {
            return false;
        }
        owner = Thread.currentThread();
        return true;
    }

    /** Until it may leave, or has closed the wheel. Returns normally in these two cases only. */
    private boolean drive() {
        long idleSince = 0;
        boolean isIdle = false;
        while (!closing) {
            boolean wasIdle = isIdle;
            isIdle = cycle();
            if (!isIdle || stays) {
                continue;
            }
            long now = System.nanoTime();
            if (!wasIdle) {
                idleSince = now;
            }
            long left = IDLE_NANOS - (now - idleSince);
            if (left > 0) {
                parkUnlessClosing(left);
            } else if (leave()) {
                return true;
            }
        }
        settle();
        return true;
    }

    /** Returns whether nothing is armed, in which case it has not slept unless the thread is to stay. */
    private boolean cycle() {
        try {
            int work = wheel.owner().doWork();
            // A task may have left it behind, and no park would last.
            Thread.interrupted();
            if (idle != null) {
                idle.idle(work);
                return false;
            }
            return work == 0 && sleep(wheel.owner().nextNapNanos());
        } catch (Throwable e) {
            errorHandler.onError(e);
            Thread.interrupted();
            LockSupport.parkNanos(RECOVERY_NANOS);
            return false;
        }
    }

    private boolean sleep(long wakeNanos) {
        if (wakeNanos != Long.MAX_VALUE) {
            long left = wakeNanos - clock.nanoTime();
            parkUnlessClosing(clock instanceof SystemNanoClock ? left : Math.min(left, UNTRUSTED_NANOS));
            return false;
        }
        if (stays && !closing) {
            LockSupport.park(this);
        }
        return true;
    }

    /** Closing may have been noticed by a task, and the permit spent since. */
    private void parkUnlessClosing(long nanos) {
        if (!closing) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    /** I2. Returns false if there is work again. */
    boolean leave() {
        owner = null;
        state = NONE;
        if ((!closing && !stays && wheel.isInboxEmpty()) || !casState(NONE, OWNED)) {
            return true;
        }
        owner = Thread.currentThread();
        return false;
    }

    /** The thread ends by an error, with deadlines armed perhaps: another one takes its place. */
    private void die() {
        owner = null;
        state = NONE;
        if (!closing) {
            start();
        }
    }

    // ---- closing

    /**
     * Has the owner close the wheel. Where there is none, or it has died, the caller closes it. Idempotent.
     *
     * @param timeoutNanos how long to wait for the owner; an interrupt ends the waiting, and stays set
     * @return whether the wheel is closed
     */
    public boolean close(long timeoutNanos) {
        closing = true;
        long start = System.nanoTime();
        while (!isSettled()) {
            if (takeOver()) {
                settle();
                owner = null;
                return true;
            }
            if (owner == Thread.currentThread()) {
                return false; // within a task
            }
            unpark();
            long left = timeoutNanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            try {
                if (settled.await(Math.min(left, CLOSE_LOOK_NANOS), TimeUnit.NANOSECONDS)) {
                    return true;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return isSettled();
            }
        }
        return true;
    }

    private boolean isSettled() {
        return settled.getCount() == 0;
    }

    private boolean takeOver() {
        Thread current = owner;
        if (state == OWNED) {
            return current != null && !current.isAlive() && OWNER.compareAndSet(this, current, Thread.currentThread());
        }
        if (casState(NONE, OWNED) || casState(STARTING, OWNED)) {
            owner = Thread.currentThread();
            return true;
        }
        return false;
    }

    private void settle() {
        try {
            wheel.owner().close();
        } finally {
            settled.countDown();
        }
    }

    private boolean casState(int seen, int next) {
        return STATE.compareAndSet(this, seen, next);
    }
}
