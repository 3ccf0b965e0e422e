package dev.curfew.wheel.internal;

/**
 * A task that wants to know if its wheel is closed before it has run. Both methods throw {@link OutOfMemoryError} only if they
 * have had no effect: the owner then calls them again later.
 */
public interface ClosableTask extends Runnable {

    /** In place of {@link #run}; by the owner, or whoever closes for it. */
    void wheelClosed();
}
