package dev.curfew;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicBoolean;

/** What registering with {@link Done#NEVER} gives: it holds no action, and stopping it succeeds once. */
final class IdleRegistration implements Registration {

    private final AtomicBoolean stopped = new AtomicBoolean();

    IdleRegistration(Runnable action) {
        requireNonNull(action, "action");
    }

    @Override
    public boolean stop() {
        return stopped.compareAndSet(false, true);
    }
}
