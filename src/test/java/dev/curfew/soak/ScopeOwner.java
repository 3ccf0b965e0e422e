package dev.curfew.soak;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ScopePool;
import dev.curfew.kit.Background;
import dev.curfew.soak.ScopeLives.Outcome;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The owner of the scopes of a soak: at each of its places one scope after the other is opened, used and released, in an
 * order by chance. It checks each life as far as that takes some nanoseconds, and those with actions and views in depth.
 */
final class ScopeOwner {

    static final int PLACES = 64;
    /** For slots in which a thread is at the moment: the canceller, the wheel's, and whoever ends the pool. */
    private static final int SPARE = 3;

    static final int CAPACITY = PLACES + SPARE;

    /** What is done with a life: those of which all bits of a random number are zero. */
    private static final long NEAR = 0x3F;
    /** The owner waits for a near deadline. */
    private static final long PATIENT = NEAR | 1 << 29;

    private static final long RENEWED = 0xF << 6;
    private static final long ENDLESS = 0x7 << 10;
    private static final long WITH_ACTION = 0x7 << 13;
    private static final long STOPPED = 0x3 << 16;
    private static final long HASTY = 0x1 << 18;
    private static final long CANCELLED = 0xF << 19;
    private static final long BECAUSE = 0x7 << 23;
    private static final long EXPIRED = 0x7 << 26;
    private static final long VIEWED = 0x3FFL << 30;
    private static final long NOT_FOLLOWED = 0x7L << 40;

    private static final long FAR_NANOS = 1_000_000;
    private static final long NEAR_NANOS = 2_000;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final ScopeWheel wheel;
    private final ScopePool pool;
    private final ShownScopes shown;
    private final ScopeLives lives;
    private final SplittableRandom random;
    private final Consumer<String> faults;
    /** Whether the pool has ended, or is about to. */
    private volatile boolean ending;

    private final Throwable causeOfPool;
    private final long[] scopes = new long[PLACES];
    private final long[] numbers = new long[PLACES];
    private final long[] deadlines = new long[PLACES];
    private final long[] plans = new long[PLACES];
    /** Null of a live one. */
    private final Outcome[] outcomes = new Outcome[PLACES];
    /** Since when a scope is waited for: a progress of the wheel, or a time once it has ended. 0: it is not. */
    private final long[] since = new long[PLACES];

    private final CancelContext[] views = new CancelContext[PLACES];

    private long now;
    private long opened;
    private long expired;

    ScopeOwner(
            ScopeWheel wheel,
            ScopePool pool,
            ShownScopes shown,
            ScopeLives lives,
            SplittableRandom random,
            Throwable causeOfPool,
            Consumer<String> faults) {
        this.wheel = wheel;
        this.pool = pool;
        this.shown = shown;
        this.lives = lives;
        this.random = random;
        this.causeOfPool = causeOfPool;
        this.faults = faults;
    }

    long opened() {
        return opened;
    }

    long expired() {
        return expired;
    }

    /** Before the pool ends. Any thread. */
    void ending() {
        ending = true;
    }

    void burst() {
        now = wheel.pass(random.nextInt(1 << 12));
        for (int i = 0; i < 16; i++) {
            long plan = random.nextLong();
            int place = (int) (plan >>> 58);
            if ((scopes[place] == 0 || tryClose(place)) && !has(plan, NOT_FOLLOWED)) {
                open(place, plan);
            }
        }
        lives.takeClaims();
    }

    /** Releases what is open, after the end of the pool. */
    void closeAll() {
        for (int i = 0; i < PLACES; i++) {
            int place = i;
            Background.until("closed", () -> scopes[place] == 0 || tryClose(place));
        }
        require(pool.openScopes() == 0, "scopes are open");
    }

    private static boolean has(long plan, long bits) {
        return (plan & bits) == 0;
    }

    // ---- a life begins

    private void open(int place, long plan) {
        long deadline = has(plan, ENDLESS) ? Context.NO_DEADLINE : nextDeadline(plan);
        long scope;
        try {
            scope = pool.open(deadline);
        } catch (IllegalStateException e) {
            require(ending, e.toString());
            return;
        }
        opened++;
        long number = lives.begin(scope);
        scopes[place] = scope;
        numbers[place] = number;
        deadlines[place] = deadline;
        plans[place] = plan;
        since[place] = 0;
        outcomes[place] = null;
        shown.show(place, scope, number);
        if (has(plan, RENEWED)) {
            renew(place);
        }
        if (has(plan, WITH_ACTION)) {
            register(scope, number);
        }
        if (has(plan, VIEWED)) {
            views[place] = view(scope);
        }
    }

    /** The time of most scopes is never up. That of the others is up in some microseconds, or was a moment ago. */
    private long nextDeadline(long plan) {
        long chosen = random.nextLong();
        return now + (has(plan, NEAR) ? (chosen >>> 48 >>> (chosen & 15)) - 8 : FAR_NANOS + (chosen >>> 44));
    }

    private void renew(int place) {
        long scope = scopes[place];
        long plan = plans[place];
        long before = deadlines[place];
        long next = has(plan, ENDLESS) ? Context.NO_DEADLINE : nextDeadline(plan);
        if (pool.renew(scope, next)) {
            deadlines[place] = next;
            return;
        }
        require(pool.isDone(scope), "a scope is live and was not renewed");
        if (before == Context.NO_DEADLINE || next != Context.NO_DEADLINE && next - before < 0) {
            deadlines[place] = next;
        }
    }

    private void register(long scope, long number) {
        ScopeAction action = new ScopeAction(pool, scope, faults);
        lives.setAction(number, action);
        require(pool.onDone(scope, action) || action.hasRun(), "an action of an ended scope has not run");
    }

    /** A context below the view, which has the deadline of the scope. */
    private CancelContext view(long scope) {
        Context view = pool.context(scope);
        require(view == pool.context(scope), "a scope has two views");
        return view.withCancel();
    }

    // ---- a life ends

    /** Returns whether the scope was released; otherwise the owner waits for its deadline or its action. */
    private boolean tryClose(int place) {
        long scope = scopes[place];
        long plan = plans[place];
        if (outcomes[place] == null) {
            ContextException err = pool.err(scope);
            if (err == null && has(plan, PATIENT) && deadlines[place] != Context.NO_DEADLINE) {
                waitForDeadline(place);
                return false;
            }
            outcomes[place] = err == null ? end(place, scope, plan) : outcome(place, scope, err);
            since[place] = 0;
        }
        ScopeAction action = has(plan, WITH_ACTION) ? lives.action(numbers[place]) : null;
        if (action != null) {
            if (has(plan, STOPPED) && pool.stop(scope, action)) {
                action.stopped();
            } else if (outcomes[place] != Outcome.RELEASED && !has(plan, HASTY) && !action.hasRun()) {
                waitForAction(place);
                return false;
            }
        }
        close(place, scope, outcomes[place]);
        return true;
    }

    private void waitForDeadline(int place) {
        if (since[place] != 0) {
            if (wheel.isLost(since[place]) && !pool.isDone(scopes[place])) {
                faults.accept("a scope is live after its deadline");
            }
        } else if (wheel.isOver(deadlines[place])) {
            since[place] = wheel.progress();
        } else if (has(plans[place], RENEWED) && views[place] == null && deadlines[place] - now < NEAR_NANOS) {
            renew(place);
        }
    }

    private void waitForAction(int place) {
        if (since[place] == 0) {
            since[place] = System.nanoTime();
        } else if (System.nanoTime() - since[place] > PATIENCE_NANOS) {
            faults.accept("the action of an ended scope has not run");
        }
    }

    /** The owner ends a live scope, or leaves it as it is. */
    private Outcome end(int place, long scope, long plan) {
        if (has(plan, CANCELLED)) {
            Throwable cause = has(plan, BECAUSE) ? new ScopeCauseOf(scope) : null;
            if (pool.cancel(scope, cause)) {
                require(pool.cause(scope) == (cause == null ? Context.CANCELED : cause), "a cause was lost");
                return Outcome.NOT_CANCELLED;
            }
            return outcome(place, scope, pool.err(scope));
        }
        if (has(plan, EXPIRED) && pool.expireIfDue(scope, wheel.nanoTime())) {
            return outcome(place, scope, pool.err(scope));
        }
        return Outcome.RELEASED;
    }

    /** How a scope has ended that this thread has not cancelled. */
    private Outcome outcome(int place, long scope, ContextException err) {
        if (err == Context.DEADLINE_EXCEEDED) {
            expired++;
            require(hasPassed(deadlines[place]), "a scope ended early");
            return Outcome.NOT_CANCELLED;
        }
        require(err == Context.CANCELED, "a scope that is done has err " + err);
        Throwable cause = pool.cause(scope);
        if (cause instanceof ScopeCauseOf because) {
            require(because.scope() == scope, "a scope has the cause of another one");
        } else if (cause == causeOfPool) {
            require(ending, "a scope ended with its pool too early");
            return Outcome.NOT_CANCELLED;
        } else {
            require(cause == Context.CANCELED, "a scope has the cause " + cause);
            return ending ? Outcome.UNKNOWN : Outcome.CANCELLED;
        }
        return Outcome.CANCELLED;
    }

    private boolean hasPassed(long deadlineNanos) {
        return deadlineNanos != Context.NO_DEADLINE && wheel.nanoTime() - deadlineNanos >= 0;
    }

    private void close(int place, long scope, Outcome outcome) {
        require(pool.release(scope), "an open scope was stale");
        shown.hide(place);
        require(pool.isDone(scope), "a released scope is live");
        scopes[place] = 0;
        boolean isLate = outcome == Outcome.RELEASED
                && has(plans[place], WITH_ACTION)
                && (ending || hasPassed(deadlines[place]));
        lives.end(numbers[place], isLate ? Outcome.UNKNOWN : outcome);
        CancelContext below = views[place];
        if (below != null) {
            views[place] = null;
            require(below.isDone() && below.err() != null, "a context below a view is live after the release");
        }
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            faults.accept(otherwise);
        }
    }
}
