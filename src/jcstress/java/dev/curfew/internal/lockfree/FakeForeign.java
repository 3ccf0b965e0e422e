package dev.curfew.internal.lockfree;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.Key;
import dev.curfew.Registration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A context that the core knows only by its API, for one child. Its signal may reach the child twice, as with some real
 * ones.
 */
public final class FakeForeign implements Context {

    public final AtomicInteger registered = new AtomicInteger();
    public final AtomicInteger stopped = new AtomicInteger();

    private final Signal signal = new Signal();

    public void fire() {
        signal.fire();
    }

    @Override
    public Done done() {
        return signal;
    }

    @Override
    public @Nullable ContextException err() {
        return signal.fired ? CANCELED : null;
    }

    @Override
    public @Nullable Throwable cause() {
        return signal.fired ? Races.A : null;
    }

    @Override
    public long deadlineNanos() {
        return NO_DEADLINE;
    }

    @Override
    public <T> @Nullable T value(Key<T> key) {
        return key.defaultValue();
    }

    private final class Signal implements Done {

        volatile boolean fired;
        private volatile @Nullable Runnable action;

        void fire() {
            fired = true;
            Runnable attached = action;
            if (attached != null) {
                attached.run();
            }
        }

        @Override
        public boolean isDone() {
            return fired;
        }

        @Override
        public Registration onDone(Runnable action) {
            registered.incrementAndGet();
            this.action = action;
            if (fired) {
                action.run();
            }
            return () -> stopped.incrementAndGet() == 1;
        }
    }
}
