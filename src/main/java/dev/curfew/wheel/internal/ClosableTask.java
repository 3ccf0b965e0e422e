package dev.curfew.wheel.internal;

/** A task that wants to know if its wheel is closed before it has run. */
public interface ClosableTask extends Runnable {

    /** In place of {@link #run}; by the owner, or whoever closes for it. */
    void wheelClosed();
}
