package dev.curfew.examples.gateway;

import dev.curfew.Context;
import dev.curfew.ScopePool;
import org.jspecify.annotations.Nullable;

/**
 * Begins the lives of the orders of one session: scopes of a pool below its context, so all of them end with it. Most
 * connections never send an order, so the first one makes the pool.
 *
 * <p><b>Threads:</b> the session's event loop, which is the owner of the pool.
 */
final class Lives {

    /** Slots in which a thread is while it ends a scope: matching, the wheel's, and other event loops. */
    private static final int SPARE = 16;

    private final Options options;
    private final Contexts contexts;
    private final Context session;
    private @Nullable ScopePool pool;

    Lives(Options options, Contexts contexts, Context session) {
        this.options = options;
        this.contexts = contexts;
        this.session = session;
    }

    Life begin(long deadlineNanos) {
        if (!options.hasScopes()) {
            return new Life.OfContext(contexts.withDeadline(session, deadlineNanos));
        }
        if (pool == null) {
            pool = ScopePool.of(session, Limits.IN_FLIGHT + SPARE);
        }
        return new Life.OfScope(pool, contexts.open(pool, session.runtime(), deadlineNanos));
    }
}
