package dev.curfew.internal.wheel;

/** The task of a {@link RecurringTimer}. */
public interface RecurringTask extends ShutdownListener {

    /**
     * Runs on the wheel thread when the timer has fired. Throws nothing.
     *
     * @return true after a call of {@link RecurringTimer#file}, to run again at that time; false after a call of
     *     {@link RecurringTimer#over}, if the task has not taken the timer back
     */
    boolean run(RecurringTimer timer);

    /**
     * Whether the timer that {@link #run(RecurringTimer)} has filed again is still needed. The wheel thread asks once the
     * timer is pending, so a thread that changes the answer to no, and then cancels the timer, leaves none behind.
     */
    boolean wants(RecurringTimer timer);

    /** Not called. */
    @Override
    default void run() {
        throw new UnsupportedOperationException("a recurring task runs for a timer");
    }
}
