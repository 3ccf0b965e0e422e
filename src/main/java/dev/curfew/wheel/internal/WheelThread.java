package dev.curfew.wheel.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A wheel with a thread of its own, which starts when it is asked for and parks when there is nothing to do.
 *
 * <pre>
 *   from      to        who                  how
 *   NEW       STARTING  who wants a thread   CAS   and asks the factory
 *   STARTING  NEW       the same             CAS   the factory failed: the next one asks again
 *   STARTING  OWNED     the thread           CAS   it owns the wheel from here on
 *   NEW, STARTING  OWNED  who closes         CAS   that thread owns it, for closing it
 * </pre>
 *
 * So there is one owner, ever, and it closes the wheel before it lets {@link #close()} return.
 */
public final class WheelThread {

    private static final int NEW = 0;
    private static final int STARTING = 1;
    private static final int OWNED = 2;

    /** After a cycle that failed as a whole, as it does when the clock throws. */
    private static final long RECOVERY_NANOS = 1_000_000;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(WheelThread.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    private final ThreadFactory factory;
    private final @Nullable IdleStrategy idle;
    private final Wheel wheel;
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile int state;
    private volatile boolean closing;
    private volatile @Nullable Thread owner;

    /**
     * A wheel whose thread has yet to start.
     *
     * @param errorHandler throws nothing
     * @param idle what to do between cycles; null for parking until the next deadline
     * @param factory null for daemon threads that inherit nothing
     */
    public WheelThread(
            NanoClock clock,
            long tickNanos,
            ErrorHandler errorHandler,
            @Nullable IdleStrategy idle,
            @Nullable ThreadFactory factory) {
        this.clock = clock;
        this.errorHandler = errorHandler;
        this.idle = idle;
        this.factory = factory != null ? factory : WheelThread::newThread;
        wheel = new Wheel(clock, tickNanos, errorHandler, idle == null ? this::unpark : null);
    }

    /** Inherits neither thread locals, nor a class loader, nor a priority from whoever sets the first deadline. */
    @SuppressWarnings("ThreadPriorityCheck") // Back to the default.
    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(null, work, "curfew-wheel", 0, false);
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(null);
        return thread;
    }

    public Wheel wheel() {
        return wheel;
    }

    public boolean isClosing() {
        return closing;
    }

    /** Starts the thread unless it has; a failure is reported, and the next call tries again. */
    public void start() {
        if (state == NEW && casState(NEW, STARTING)) {
            try {
                Thread thread = factory.newThread(this::run);
                if (thread == null) {
                    throw new IllegalStateException("the thread factory made no thread");
                }
                thread.start();
            } catch (Throwable e) {
                casState(STARTING, NEW);
                errorHandler.onError(e);
            }
        }
    }

    private void unpark() {
        LockSupport.unpark(owner);
    }

    // ---- the thread

    private void run() {
        if (!casState(STARTING, OWNED)) {
            return;
        }
        owner = Thread.currentThread();
        TimerSlack.reduce();
        while (!closing) {
            try {
                cycle();
            } catch (Throwable e) {
                errorHandler.onError(e);
                Thread.interrupted();
                LockSupport.parkNanos(RECOVERY_NANOS);
            }
        }
        settle();
    }

    private void cycle() {
        int work = wheel.owner().doWork();
        // A task may have left it behind, and no park would last.
        Thread.interrupted();
        if (idle != null) {
            idle.idle(work);
        } else if (work == 0) {
            park(wheel.owner().nextNapNanos());
        }
    }

    private void park(long wakeNanos) {
        if (closing) {
            return; // by a task, perhaps with the permit spent since
        }
        if (wakeNanos == Long.MAX_VALUE) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, wakeNanos - clock.nanoTime());
        }
    }

    // ---- closing

    /**
     * Has the owner close the wheel, and waits for that unless called by the owner. Where no thread has begun, the caller
     * is made the owner. Idempotent.
     */
    public void close() {
        closing = true;
        while (state != OWNED) {
            // A factory that fails at this moment goes from one to the other.
            if (casState(NEW, OWNED) || casState(STARTING, OWNED)) {
                owner = Thread.currentThread();
                settle();
                owner = null;
                return;
            }
        }
        Thread current = owner;
        if (current == Thread.currentThread()) {
            return;
        }
        LockSupport.unpark(current);
        awaitSettled();
    }

    private void settle() {
        try {
            wheel.owner().close();
        } finally {
            settled.countDown();
        }
    }

    private void awaitSettled() {
        boolean interrupted = false;
        while (true) {
            try {
                settled.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean casState(int seen, int next) {
        return STATE.compareAndSet(this, seen, next);
    }
}
