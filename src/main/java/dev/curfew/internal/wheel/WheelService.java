package dev.curfew.internal.wheel;

import dev.curfew.internal.Callbacks;
import dev.curfew.internal.DeadlineService;
import dev.curfew.internal.WheelOptions;

/**
 * One timing wheel, and the thread that drives it: the runtime's own ({@link ThreadDrivenWheel}) or the user's
 * ({@link CallerDrivenWheel}).
 */
public abstract class WheelService implements DeadlineService {

    final TimerQueue queue;
    private final Runnable beforeClosing;

    WheelService(TimerQueue queue, Runnable beforeClosing) {
        this.queue = queue;
        this.beforeClosing = beforeClosing;
    }

    /**
     * A wheel as the options want it.
     *
     * @param callbacks reports what tasks throw
     * @param runtime the object whose collection ends a wheel thread that stays
     * @param beforeClosing runs before any task learns that the wheel closes, perhaps more than once
     */
    public static WheelService create(
            WheelOptions options, Callbacks callbacks, Object runtime, Runnable beforeClosing) {
        return options.callerDriven()
                ? new CallerDrivenWheel(options, callbacks, beforeClosing)
                : ThreadDrivenWheel.of(options, callbacks, runtime, beforeClosing);
    }

    /**
     * Schedules a task: its {@code run} is called once the deadline has passed, or its {@code onWheelClosed} if the
     * wheel closes before. Either may happen before this method returns.
     *
     * <p>Closing against arming: a push on the inbox and the closing of that inbox are CASes of one word. So an armed
     * task is either closed by the wheel thread or refused here.
     *
     * @throws IllegalStateException if closed
     */
    public final TimerNode arm(long deadlineNanos, ShutdownListener task) {
        TimerNode timer = isClosing() ? null : queue.schedule(deadlineNanos, task);
        if (timer == null) {
            throw DeadlineService.closed();
        }
        ensureThread();
        return timer;
    }

    /** A timer for {@link #arm(RecurringTimer, long, RecurringTask)}. */
    public final RecurringTimer recurringTimer() {
        return queue.recurringTimer();
    }

    /**
     * Arms a timer that was taken. What is said of the other {@code arm} holds here.
     *
     * @param deadlineNanos not {@link dev.curfew.internal.Deadlines#NONE}
     * @throws IllegalStateException if closed; the timer is over then
     */
    public final void arm(RecurringTimer timer, long deadlineNanos, RecurringTask task) {
        if (isClosing() || !queue.arm(timer, deadlineNanos, task)) {
            timer.over();
            throw DeadlineService.closed();
        }
        ensureThread();
    }

    /** The reading of the clock in the current cycle, for a task. So no task meets a clock that throws (W1). */
    public final long cycleNanos() {
        return queue.consumer().cycleNanos();
    }

    @Override
    public final void start() {
        if (isClosing()) {
            throw DeadlineService.closed();
        }
        ensureThreadThatStays();
    }

    /** Starts the runtime's own thread if there is none. A read if there is one. */
    public abstract void ensureThread();

    /** The same, and that thread does not end while it is idle. */
    abstract void ensureThreadThatStays();

    abstract boolean isClosing();

    /** Every way to close calls this first. */
    final void prepareClosing() {
        beforeClosing.run();
    }
}
