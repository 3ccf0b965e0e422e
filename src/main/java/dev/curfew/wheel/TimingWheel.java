package dev.curfew.wheel;

import static java.util.Objects.requireNonNull;

import dev.curfew.internal.Callbacks;
import dev.curfew.internal.TickOption;
import dev.curfew.internal.wheel.TimerNode;
import dev.curfew.internal.wheel.TimerQueue;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * A hierarchical timing wheel (Varghese and Lauck's scheme 7) with a lock-free inbox. Any thread schedules and cancels
 * timeouts in constant time. One thread, the wheel thread, runs the tasks that are due.
 *
 * <pre>{@code
 * TimingWheel wheel = new TimingWheel(SystemNanoClock.INSTANCE, 1 << 16, Throwable::printStackTrace);
 * Timeout timeout = wheel.schedule(System.nanoTime() + 50_000_000, order::reject);
 * AgentRunner runner = new AgentRunner(idle, Throwable::printStackTrace, null, wheel);
 * AgentRunner.startOnThread(runner);
 * }</pre>
 *
 * <p><b>When a task runs:</b> never before its deadline, not by a nanosecond. It runs in the first {@link #doWork()}
 * after the tick in which the deadline falls has ended: up to one tick plus the time between two calls late. Tasks of
 * one tick run in no promised order. Deadlines are points in time on the scale of the clock. They are compared by
 * difference, so they may wrap as {@link System#nanoTime()} does. A deadline that is more than 2<sup>62</sup> ns away
 * is moved to that distance. The clock may step: a task runs only in a {@code doWork} that reads the clock at or after
 * the deadline. After a step back of up to 17 ms, nothing runs until the clock reaches its earlier reading. After a
 * longer step back the wheel files all timeouts anew.
 *
 * <p><b>Which tick:</b> the longest one that you would not notice. Tasks run half a tick late on average. A shorter
 * tick costs one wake-up of the wheel thread per tick in which something is due, and nothing else. A thread that parks
 * wakes some 60 µs late anyway.
 *
 * <p><b>Threads:</b> any thread may call {@link #schedule}, {@link #pending} and all methods of {@link Timeout}. All
 * other methods are for the wheel thread only. Another thread may become the wheel thread if the wheel is safely
 * published to it. <b>Memory effects:</b> what a thread did before {@code schedule} happens-before the task.
 * <b>Memory:</b> 40 bytes per timeout; per wheel 12 KiB with two processors and a tick of 1 ms, up to 75 KiB with many
 * processors.
 *
 * <p>The deadlines of contexts are not on a {@code TimingWheel}: a {@link dev.curfew.ContextRuntime} has a wheel of its
 * own.
 *
 * @see <a href="https://doi.org/10.1145/41457.37504">Hashed and hierarchical timing wheels, 1987</a>
 */
public final class TimingWheel implements Agent {

    private final TimerQueue queue;

    /**
     * Makes a wheel for a thread that does not block but polls.
     *
     * @param clock the clock; read by this constructor, once by each {@code doWork}, and by {@code schedule} for a
     *     deadline that is long past or far away
     * @param tickNanos the tick in nanoseconds, rounded up to a power of two; at most 2<sup>62</sup>
     * @param errorHandler gets what tasks throw, on the wheel thread; what the handler itself throws is printed on
     *     {@link System#err}
     * @throws IllegalArgumentException if the tick is not positive or too long
     * @throws NullPointerException if an argument is null
     */
    public TimingWheel(NanoClock clock, long tickNanos, ErrorHandler errorHandler) {
        queue = new TimerQueue(
                requireNonNull(clock, "clock"),
                TickOption.checked(tickNanos, "tickNanos"),
                new Callbacks(requireNonNull(errorHandler, "errorHandler")),
                null);
    }

    /**
     * Makes a wheel for a thread that blocks until {@link #nextWakeNanos()}. Calling {@code nextWakeNanos()} is the
     * last thing that the thread does before it blocks, and {@link #doWork()} the first thing after it has woken. In
     * between it counts as asleep. Two events wake it: a deadline earlier than the end of the sleep, and the first
     * cancellation during the sleep, so that the cancelled timeout is released.
     *
     * @param clock the clock; read by this constructor, once by each {@code doWork}, and by {@code schedule} for a
     *     deadline that is long past or far away
     * @param tickNanos the tick in nanoseconds, rounded up to a power of two; at most 2<sup>62</sup>
     * @param errorHandler gets what tasks throw, on the wheel thread, and what {@code wakeup} throws, on the thread
     *     that called it; what the handler itself throws is printed on {@link System#err}
     * @param wakeup wakes the wheel thread, or keeps it from falling asleep, as {@code Selector.wakeup()} and
     *     {@code LockSupport.unpark} do; called from any thread that schedules or cancels, at most once per sleep
     * @throws IllegalArgumentException if the tick is not positive or too long
     * @throws NullPointerException if an argument is null
     */
    public TimingWheel(NanoClock clock, long tickNanos, ErrorHandler errorHandler, Runnable wakeup) {
        queue = new TimerQueue(
                requireNonNull(clock, "clock"),
                TickOption.checked(tickNanos, "tickNanos"),
                new Callbacks(requireNonNull(errorHandler, "errorHandler")),
                requireNonNull(wakeup, "wakeup"));
    }

    /**
     * Schedules a task, which runs on the wheel thread once its deadline has passed. <b>Progress:</b> lock-free.
     * <b>Cost:</b> one object, one CAS and no reading of the clock.
     *
     * @param deadlineNanos when the task is due, on the scale of the clock. A task with a deadline in the past runs in
     *     the next {@link #doWork()}. A deadline more than 2<sup>62</sup> ns away is moved to that distance. A task
     *     with the deadline {@link Long#MAX_VALUE} never runs
     * @param task what to run; it must be brief, and may schedule and cancel. The error handler gets what it throws
     * @return the handle of the task
     * @throws NullPointerException if {@code task} is null
     * @throws IllegalStateException if the wheel is closed
     */
    public Timeout schedule(long deadlineNanos, Runnable task) {
        TimerNode timer = queue.schedule(deadlineNanos, requireNonNull(task, "task"));
        if (timer == null) {
            throw new IllegalStateException("the timing wheel is closed");
        }
        return timer;
    }

    /**
     * How many timeouts are pending, as of the end of the last {@link #doWork()}. The number is exact if nothing was
     * scheduled or cancelled since. Timeouts with the deadline {@link Long#MAX_VALUE} do not count. <b>Progress:</b>
     * wait-free.
     *
     * @return zero or more
     */
    public long pending() {
        return queue.pending();
    }

    /**
     * Until when the wheel thread may sleep. The time takes all timeouts into account that were scheduled before. From
     * now on, the thread counts as asleep until that time: threads that schedule or cancel wake it as the constructor
     * with a {@code wakeup} says. Wheel thread only.
     *
     * @return when to call {@code doWork} next: not later than the end of the tick of the earliest deadline, perhaps
     *     earlier; in the past if there is work now; {@link Long#MAX_VALUE} if nothing is scheduled
     * @throws IllegalStateException if another thread drives the wheel at this moment
     */
    public long nextWakeNanos() {
        return queue.consumer().nextWakeNanos();
    }

    /**
     * Runs one cycle: takes in timeouts that were scheduled, runs tasks that are due, and releases timeouts that were
     * cancelled, about 1,024 of each at most. Later calls do the rest. Wheel thread only. Does nothing if a task calls
     * it.
     *
     * @return how many timeouts the cycle looked at; 0 if nothing is due and nothing was scheduled or cancelled
     * @throws IllegalStateException if another thread drives the wheel at this moment
     */
    @Override
    public int doWork() {
        return queue.consumer().doWork();
    }

    /**
     * Closes the wheel. Cancels all pending timeouts; from now on, {@link #schedule} throws. Wheel thread only.
     * Idempotent.
     */
    @Override
    public void onClose() {
        queue.consumer().close();
    }

    @Override
    public String roleName() {
        return "timing-wheel";
    }
}
