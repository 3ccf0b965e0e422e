package dev.curfew.internal.wheel;

/**
 * A task that learns of it if its wheel closes before it has run. Both methods may throw {@link OutOfMemoryError} only
 * if they have had no effect: the wheel thread then calls them again later.
 */
public interface ShutdownListener extends Runnable {

    /** Called in place of {@link #run}, on the thread that closes the wheel. */
    void onWheelClosed();
}
