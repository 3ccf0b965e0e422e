package dev.curfew.soak;

import dev.curfew.Context;
import dev.curfew.ScopePool;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The thread of a soak of scopes that has handles and owns nothing: it polls, expires and cancels open scopes, and
 * scopes that were released a while ago. In the end it ends the pool.
 */
final class ScopeCanceller {

    private static final int REMEMBERED = 1 << 10;
    private static final int BURST = 64;
    private static final int LONGEST_PAUSE = 24;

    private final ScopeWheel wheel;
    private final ScopePool pool;
    private final ShownScopes shown;
    private final ScopeLives lives;
    private final SplittableRandom random;
    private final Consumer<String> faults;
    private final long[] remembered = new long[REMEMBERED];
    private final int[] places = new int[REMEMBERED];

    private long cancels;
    private long stale;

    ScopeCanceller(
            ScopeWheel wheel,
            ScopePool pool,
            ShownScopes shown,
            ScopeLives lives,
            SplittableRandom random,
            Consumer<String> faults) {
        this.wheel = wheel;
        this.pool = pool;
        this.shown = shown;
        this.lives = lives;
        this.random = random;
        this.faults = faults;
    }

    /** How many scopes this thread cancelled. */
    long cancels() {
        return cancels;
    }

    /** How many calls had a stale handle. */
    long stale() {
        return stale;
    }

    void burst() {
        for (int i = 0; i < BURST; i++) {
            int chosen = random.nextInt();
            if (chosen < 0) {
                tryOpenScope((chosen >>> 8) % ScopeOwner.PLACES, chosen & 0xFF);
            } else {
                tryRemembered((chosen >>> 8) % REMEMBERED, chosen & 0xFF);
            }
        }
        for (int i = random.nextInt(LONGEST_PAUSE); i > 0; i--) {
            Thread.yield(); // The thread that drives the wheel may need this processor.
        }
    }

    private void tryOpenScope(int place, int how) {
        long scope = shown.scope(place);
        long number = shown.number(place);
        if (scope == 0 || shown.scope(place) != scope) {
            return;
        }
        int i = random.nextInt(REMEMBERED);
        remembered[i] = scope;
        places[i] = place;
        if (how < 0x40) {
            cancel(number, scope, how);
        } else if (how < 0x60) {
            boolean isDone = pool.expireIfDue(scope, wheel.nanoTime());
            require(!isDone || pool.isDone(scope), "an expired scope is live");
        } else if (pool.isDone(scope)) {
            require(pool.err(scope) != null && pool.cause(scope) != null, "a scope that is done has no err");
        }
    }

    private void cancel(long number, long scope, int how) {
        Throwable cause = how < 2 ? new ScopeCauseOf(scope) : null;
        boolean isCancelled = cause == null ? pool.cancel(scope) : pool.cancel(scope, cause);
        require(pool.isDone(scope), "a cancelled scope is live");
        if (isCancelled) {
            cancels++;
            Throwable found = pool.cause(scope);
            require(pool.err(scope) == Context.CANCELED, "a cancelled scope has another err");
            require(found == Context.CANCELED || found == cause, "a cancelled scope has another cause");
            lives.claim(number, scope);
        }
    }

    /** Nothing can be done with a scope that was released before. */
    private void tryRemembered(int i, int how) {
        long scope = remembered[i];
        if (shown.scope(places[i]) == scope) {
            return; // still open
        }
        stale++;
        switch (how & 7) {
            case 0, 1, 2, 3 -> require(!pool.cancel(scope), "a stale scope was cancelled");
            case 4 -> require(!pool.cancel(scope, Context.DEADLINE_EXCEEDED), "a stale scope was cancelled");
            case 5 -> require(pool.expireIfDue(scope, wheel.nanoTime()), "a stale scope is live");
            case 6 -> require(pool.deadlineNanos(scope) == Context.NO_DEADLINE, "a stale scope has a deadline");
            default -> require(pool.cause(scope) == Context.CANCELED, "a stale scope has another cause");
        }
        require(pool.isDone(scope) && pool.err(scope) == Context.CANCELED, "a stale scope is live");
    }

    /** Ends the pool by its parent, or closes it. Each scope is done then, the open ones and those that will be opened. */
    void endPool(Runnable end) {
        end.run();
        for (int place = 0; place < ScopeOwner.PLACES; place++) {
            require(pool.isDone(shown.scope(place)), "a scope is live after the end of its pool");
        }
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            faults.accept(otherwise);
        }
    }
}
