package dev.curfew;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The type of {@link Done#NEVER}.
 *
 * <p>It is an interface with one abstract method, so that the constant is a lambda. A class that implements
 * {@link Done} is initialized after {@code Done}, because {@code Done} has default methods, and {@code Done} would be
 * initialized after the class of its constant: two threads that begin at different ends would deadlock. Initializing an
 * interface does not initialize its superinterfaces.
 */
@FunctionalInterface
interface NeverDone extends Done {

    @Override
    boolean isDone();

    /** Returns a registration that holds no action. Its first {@code stop} returns true. */
    @Override
    default Registration onDone(Runnable action) {
        requireNonNull(action, "action");
        return new Registration() { // not a lambda, whose linkage might fail for good at the end of a stack
            private final AtomicBoolean stopped = new AtomicBoolean();

            @Override
            public boolean stop() {
                return stopped.compareAndSet(false, true);
            }

            @Override
            public boolean stopAndAwait() {
                return stop();
            }
        };
    }
}
