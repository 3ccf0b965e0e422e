package dev.curfew;

/**
 * The shape of {@link Done#NEVER}.
 *
 * <p>An interface with one abstract method, so that the constant is a lambda: a class that implements {@link Done} would
 * be initialised after {@code Done}, and {@code Done} after it, which two threads can turn into a deadlock.
 */
@FunctionalInterface
interface NeverDone extends Done {

    @Override
    boolean isDone();

    @Override
    default Registration onDone(Runnable action) {
        return new IdleRegistration(action);
    }
}
