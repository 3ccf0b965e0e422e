package dev.curfew.wheel;

import static java.util.Objects.requireNonNull;

import dev.curfew.wheel.internal.Ticks;
import dev.curfew.wheel.internal.TimerNode;
import dev.curfew.wheel.internal.Wheel;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * A hierarchical timing wheel (Varghese and Lauck's scheme 7) with a lock-free inbox: any thread schedules and cancels in
 * constant time, one thread, the owner, fires what is due.
 *
 * <pre>{@code
 * TimingWheel wheel = new TimingWheel(SystemNanoClock.INSTANCE, 1 << 16, Throwable::printStackTrace);
 * Timeout timeout = wheel.schedule(System.nanoTime() + 50_000_000, () -> order.reject());
 * AgentRunner.startOnThread(new AgentRunner(idle, Throwable::printStackTrace, null, wheel));
 * }</pre>
 *
 * <p><b>When a task runs:</b> never before its deadline, not by a nanosecond. At the owner's first {@link #doWork()} after
 * the tick in which the deadline falls has ended, so up to one tick plus the time between two calls later. Tasks of one
 * tick run in no promised order. Deadlines are points in time on the scale of the clock, compared by difference, so they
 * may wrap as {@link System#nanoTime()} does; one that is more than 2<sup>62</sup> ns away is that far. A clock may
 * step: a task runs only in a {@code doWork} that reads the clock at or after its deadline. After a step back of up to 17 ms
 * nothing runs until the clock reaches its earlier reading; after a longer one the wheel files all timeouts anew.
 *
 * <p><b>Which tick:</b> the one you would not notice. Half of it is the mean of what firings are late; a smaller one costs
 * the owner a wake-up per tick that has something due, and nothing else. A thread that parks wakes some 60 µs late anyway.
 *
 * <p><b>Threads:</b> {@link #schedule}, {@link #pending} and all of {@link Timeout} any; the rest the owner's only. Which
 * thread that is may change, if the change is safely published. <b>Memory effects:</b> what a thread did before
 * {@code schedule} happens-before the task. <b>Memory:</b> 40 bytes per timeout; per wheel 12 KiB with two
 * processors and a tick of 1 ms, up to 75 KiB with many.
 *
 * @see <a href="https://doi.org/10.1145/41457.37504">Hashed and hierarchical timing wheels, 1987</a>
 */
public final class TimingWheel implements Agent {

    private final Wheel wheel;

    /**
     * A wheel for an owner that does not block: it polls.
     *
     * @param clock read now, by {@code doWork}, once per call, and by {@code schedule} for a deadline long past or far away
     * @param tickNanos the tick, rounded up to a power of two; at most 2<sup>62</sup>
     * @param errorHandler told of what tasks throw, on the owner's thread; what it throws itself is logged
     * @throws IllegalArgumentException if the tick is not positive or too long
     * @throws NullPointerException if an argument is null
     */
    public TimingWheel(NanoClock clock, long tickNanos, ErrorHandler errorHandler) {
        wheel = new Wheel(
                requireNonNull(clock, "clock"),
                Ticks.checked(tickNanos, "tickNanos"),
                new LastResort(requireNonNull(errorHandler, "errorHandler")),
                null);
    }

    /**
     * A wheel for an owner that blocks until {@link #nextWakeNanos()}. It asks for that last before it blocks, and calls
     * {@link #doWork()} first when it has woken: in between, it counts as asleep. It is woken by deadlines nearer than what
     * it sleeps for, and by the first cancellation of a sleep, whose timeout it is to let go of.
     *
     * @param clock as above
     * @param tickNanos as above
     * @param errorHandler as above; also told of what {@code wakeup} throws, on the thread that called it
     * @param wakeup wakes the owner, or keeps it from falling asleep, as {@code Selector.wakeup()} and
     *     {@code LockSupport.unpark} do; called from any thread, when a deadline is scheduled that is nearer than what the
     *     owner sleeps for or a timeout cancelled while it sleeps, at most once per sleep
     * @throws IllegalArgumentException if the tick is not positive or too long
     * @throws NullPointerException if an argument is null
     */
    public TimingWheel(NanoClock clock, long tickNanos, ErrorHandler errorHandler, Runnable wakeup) {
        wheel = new Wheel(
                requireNonNull(clock, "clock"),
                Ticks.checked(tickNanos, "tickNanos"),
                new LastResort(requireNonNull(errorHandler, "errorHandler")),
                requireNonNull(wakeup, "wakeup"));
    }

    /**
     * Has the owner run a task once a deadline has passed. Lock-free, one object, one CAS and no reading of the clock.
     *
     * @param deadlineNanos when, on the scale of the clock. In the past: at the next {@link #doWork()}. More than
     *     2<sup>62</sup> ns away: that far. {@link Long#MAX_VALUE}: never
     * @param task runs on the owner's thread, so it must be brief; may schedule and cancel. What it throws is reported
     * @return its handle
     * @throws NullPointerException if {@code task} is null
     * @throws IllegalStateException if the wheel is closed
     */
    public Timeout schedule(long deadlineNanos, Runnable task) {
        TimerNode timer = wheel.schedule(deadlineNanos, requireNonNull(task, "task"));
        if (timer == null) {
            throw new IllegalStateException("the timing wheel is closed");
        }
        return timer;
    }

    /**
     * How many timeouts have neither expired nor been cancelled, as the owner knew at the end of its last
     * {@link #doWork()}: exact if nothing was scheduled or cancelled since. Wait-free.
     *
     * @return zero or more; those that never expire are not counted
     */
    public long pending() {
        return wheel.pending();
    }

    /**
     * Until when the owner may sleep. Takes what was scheduled so far into account, and tells whoever schedules from now
     * on that the owner sleeps until then: see the constructor with a {@code wakeup}. Owner only.
     *
     * @return the time of the next {@code doWork} that is not in vain, never later than the end of the tick of the earliest
     *     deadline, perhaps earlier; in the past if there is work now; {@link Long#MAX_VALUE} if nothing is scheduled
     * @throws IllegalStateException if another thread drives the wheel at this moment
     */
    public long nextWakeNanos() {
        return wheel.owner().nextWakeNanos();
    }

    /**
     * Takes in what was scheduled and cancelled, and fires what is due: about 1,024 timeouts at most of each, the rest at
     * later calls. Owner only; within a task it does nothing.
     *
     * @return the timeouts looked at; 0 if nothing is due and nothing was scheduled or cancelled
     * @throws IllegalStateException if another thread drives the wheel at this moment
     */
    @Override
    public int doWork() {
        return wheel.owner().doWork();
    }

    /** Closes the wheel: what is pending is cancelled, and nothing can be scheduled any more. Owner only. Idempotent. */
    @Override
    public void onClose() {
        wheel.owner().close();
    }

    @Override
    public String roleName() {
        return "timing-wheel";
    }
}
