package dev.curfew.internal.wheel;

import dev.curfew.internal.Classes;
import java.lang.invoke.ConstantBootstraps;
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
 * A wheel with a thread of its own. The thread starts when it is asked for, and parks when there is nothing to do.
 *
 * <pre>
 *   from            to        thread               how
 *   NONE            STARTING  a caller of start    CAS    it asks the factory for a thread
 *   STARTING        NONE      the same             CAS    the factory failed; the next caller asks again
 *   STARTING        NONE      the next caller      CAS    the thread ended before it began
 *   STARTING, NONE  DRIVEN    the wheel thread     CAS    it drives the wheel from here on
 *   DRIVEN          NONE      the wheel thread     store  it was idle for long, or dies
 *   STARTING, NONE  DRIVEN    a caller of close    CAS    it drives the wheel to close it
 * </pre>
 *
 * <ul>
 *   <li>R1: One thread at a time drives the wheel, and the last one closes it before {@link #close} returns.
 *   <li>R2: A thread that leaves stores NONE, then reads the inbox, {@code stays} and {@code closing}. A caller that
 *       wants a thread pushes on the inbox or stores {@code stays}, and a caller that closes stores {@code closing};
 *       then it reads the state. So at least one of the two sees the other.
 *   <li>R3: {@code driver} names the wheel thread while the state is DRIVEN, except for a moment after a CAS. Therefore
 *       a thread that closes looks again and again.
 *   <li>R4: {@code starting} is null when the state becomes STARTING, so a caller that finds STARTING does not take the
 *       last thread, which has ended, for the one that is being started.
 * </ul>
 */
public final class WheelThread {

    /** The thread ends after this time with nothing armed, unless it is to stay. */
    static final long IDLE_NANOS = 5_000_000_000L;

    private static final int NONE = 0;
    private static final int STARTING = 1;
    private static final int DRIVEN = 2;

    /** The pause after a cycle that failed as a whole, for example because the clock threw. */
    private static final long RECOVERY_NANOS = 1_000_000;
    /** How long the caller of a factory waits at most for the new thread to begin, to notice a thread that does not. */
    private static final long BEGIN_NANOS = 100_000_000;

    private static final long BEGIN_LOOK_NANOS = 20_000;
    /** How long a thread that closes waits before it looks again whether the wheel thread has left. */
    private static final long CLOSE_LOOK_NANOS = 10_000_000;
    /** The longest sleep with a clock that may step. */
    private static final long UNTRUSTED_NANOS = 1_000_000_000;

    private static final VarHandle STATE = fieldVarHandle("state", int.class);
    private static final VarHandle DRIVER = fieldVarHandle("driver", Thread.class);
    private static final VarHandle STARTED = fieldVarHandle("starting", Thread.class);

    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    private final ThreadFactory factory;
    private final boolean isTrusted;
    private final @Nullable IdleStrategy idle;
    private final TimerQueue queue;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int state;
    private volatile boolean stays;
    private volatile boolean closing;
    private volatile @Nullable Thread driver;
    /** The thread that the factory has made, until it drives the wheel. */
    private volatile @Nullable Thread starting;

    /**
     * A wheel whose thread has not started.
     *
     * @param errorHandler a handler that throws nothing
     * @param idle what the thread does between cycles; null to park until the next deadline
     * @param factory makes each thread
     * @param isTrusted whether threads of the factory certainly run what they are given; if not, a caller that starts
     *     one waits until it begins
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
        Classes.initialize(TimerSlack.class);
        queue = new TimerQueue(clock, tickNanos, errorHandler, idle == null ? this::unpark : null, null);
    }

    private static VarHandle fieldVarHandle(String name, Class<?> type) {
        return ConstantBootstraps.fieldVarHandle(
                MethodHandles.lookup(), name, VarHandle.class, WheelThread.class, type);
    }

    public TimerQueue queue() {
        return queue;
    }

    public boolean isClosing() {
        return closing;
    }

    // ---- starting

    /** Starts the thread if there is none. From now on the thread does not end when it is idle. */
    public void startToStay() {
        stays = true;
        start();
    }

    /**
     * Starts the thread if there is none. A failure is reported, and the next call tries again. The caller has pushed
     * on the inbox before (R2). Blocks until the new thread begins, for 100 ms at most, if the factory is not trusted.
     */
    public void start() {
        int seen = state;
        if (seen == DRIVEN) {
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

    /** Reports in state STARTING, so that an error handler that sets a deadline does not start another thread. */
    private void report(Throwable failure) {
        starting = null;
        errorHandler.onError(failure);
        casState(STARTING, NONE);
    }

    private void startThread() {
        try {
            Thread thread = factory.newThread(this::run);
            starting = thread;
            if (state != STARTING) {
                starting = null; // The factory has started it (R4).
            }
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
        LockSupport.unpark(driver);
    }

    // ---- the thread

    private void run() {
        if (!claim()) {
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

    /** Makes the current thread the wheel thread. The state may be NONE, as a factory may start its thread late. */
    boolean claim() {
        if (!casState(STARTING, DRIVEN) && !casState(NONE, DRIVEN)) {
            return false;
        }
        starting = null; // R4
        driver = Thread.currentThread();
        return true;
    }

    /** Drives the wheel. Returns only if the thread may leave, or has closed the wheel. */
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
        closeWheel();
        return true;
    }

    /** Returns whether nothing is armed. The thread has not slept then, unless it is to stay. */
    private boolean cycle() {
        try {
            int work = queue.consumer().doWork();
            // A task may have left the thread interrupted, and no park would last.
            Thread.interrupted();
            if (idle != null) {
                idle.idle(work);
                return false;
            }
            return work == 0 && sleep(queue.consumer().nextNapNanos());
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

    /** The look at {@code closing} is needed: a task may have consumed the permit of the thread that closes. */
    private void parkUnlessClosing(long nanos) {
        if (!closing) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    /** Ends the wheel thread's turn (R2). Returns false if there is work again. */
    boolean leave() {
        driver = null;
        state = NONE;
        if ((!closing && !stays && queue.isInboxEmpty()) || !casState(NONE, DRIVEN)) {
            return true;
        }
        driver = Thread.currentThread();
        return false;
    }

    /** An error ends the thread, and deadlines may be armed: another thread takes its place. */
    private void die() {
        driver = null;
        state = NONE;
        if (!closing) {
            start();
        }
    }

    // ---- closing

    /**
     * Asks the wheel thread to close the wheel. If there is none, or it has died, the caller closes the wheel.
     * Idempotent.
     *
     * @param timeoutNanos how long to wait for the wheel thread; an interrupt ends the waiting, and stays set
     * @return whether the wheel is closed
     */
    public boolean close(long timeoutNanos) {
        closing = true;
        long start = System.nanoTime();
        while (!isClosed()) {
            if (takeOver()) {
                closeWheel();
                driver = null;
                return true;
            }
            if (driver == Thread.currentThread()) {
                return false; // a task calls
            }
            unpark();
            long left = timeoutNanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            try {
                if (closed.await(Math.min(left, CLOSE_LOOK_NANOS), TimeUnit.NANOSECONDS)) {
                    return true;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return isClosed();
            }
        }
        return true;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private boolean takeOver() {
        Thread current = driver;
        if (state == DRIVEN) {
            return current != null && !current.isAlive() && DRIVER.compareAndSet(this, current, Thread.currentThread());
        }
        if (casState(NONE, DRIVEN) || casState(STARTING, DRIVEN)) {
            driver = Thread.currentThread();
            return true;
        }
        return false;
    }

    private void closeWheel() {
        try {
            queue.consumer().close();
        } finally {
            closed.countDown();
        }
    }

    private boolean casState(int seen, int next) {
        return STATE.compareAndSet(this, seen, next);
    }
}
