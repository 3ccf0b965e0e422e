package dev.curfew.kit;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Registration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A foreign context that ends when it is told to, with a {@code Done} of its own. Any thread. */
public final class SignalContext extends ForwardingContext {

    private final String name;
    private final Signal done = new Signal();
    private boolean fired;
    private volatile @Nullable ContextException err;
    private volatile @Nullable Throwable cause;

    public SignalContext(Context delegate, String name) {
        super(delegate);
        this.name = name;
    }

    /** With {@code late}, says how it ended only after everybody was told that it did. */
    public void fire(ContextException err, Throwable cause, boolean late) {
        synchronized (this) {
            if (fired) {
                return;
            }
            fired = true;
        }
        if (!late) {
            this.cause = cause;
            this.err = err;
        }
        done.fire();
        this.cause = cause;
        this.err = err;
    }

    public int registered() {
        return done.registered();
    }

    @Override
    public Done done() {
        return done;
    }

    @Override
    public @Nullable ContextException err() {
        return err;
    }

    @Override
    public @Nullable Throwable cause() {
        return cause;
    }

    @Override
    public String toString() {
        return name;
    }

    private static final class Signal implements Done {

        private final List<Runnable> actions = new ArrayList<>();
        private volatile boolean done;

        void fire() {
            synchronized (this) {
                done = true;
            }
            for (Runnable action = next(); action != null; action = next()) {
                action.run();
            }
        }

        private synchronized @Nullable Runnable next() {
            return actions.isEmpty() ? null : actions.remove(0);
        }

        private synchronized int registered() {
            return actions.size();
        }

        @Override
        public boolean isDone() {
            return done;
        }

        @Override
        public Registration onDone(Runnable action) {
            synchronized (this) {
                if (!done) {
                    actions.add(action);
                    return () -> remove(action);
                }
            }
            action.run();
            return () -> false;
        }

        private synchronized boolean remove(Runnable action) {
            return actions.removeIf(registered -> registered == action);
        }
    }
}
