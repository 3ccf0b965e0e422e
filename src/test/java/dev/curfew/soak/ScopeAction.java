package dev.curfew.soak;

import dev.curfew.ScopePool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An action of one scope: runs at most once, only when its scope is done, and not after it was stopped. */
final class ScopeAction extends AtomicInteger implements Runnable {

    private static final long serialVersionUID = 1L;

    private final transient ScopePool pool;
    private final long scope;
    private final transient Consumer<String> faults;
    private volatile boolean stopped;

    ScopeAction(ScopePool pool, long scope, Consumer<String> faults) {
        this.pool = pool;
        this.scope = scope;
        this.faults = faults;
    }

    @Override
    public void run() {
        if (getAndIncrement() != 0 || stopped) {
            faults.accept("an action ran " + get() + " times, stopped: " + stopped);
        }
        if (!pool.isDone(scope) || pool.cancel(scope)) {
            faults.accept("an action ran before the end of its scope");
        }
    }

    boolean hasRun() {
        return get() != 0;
    }

    /** The pool said that the action will never run. */
    void stopped() {
        stopped = true;
        if (hasRun()) {
            faults.accept("an action ran and was stopped");
        }
    }
}
