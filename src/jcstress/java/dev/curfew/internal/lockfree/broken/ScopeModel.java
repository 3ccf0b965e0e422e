package dev.curfew.internal.lockfree.broken;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What ScopeSlot, ScopeActions and ScopeTimer do in a race, for the one slot of a pool, in as few lines as possible:
 * the same words and the same races. Names and steps that no flaw concerns are shorter. One line can be flawed.
 */
final class ScopeModel {

    /** From one life to the next. */
    private static final long LIFE = 16;

    private static final int LIVE = 0;
    private static final int CANCELED = 1;
    private static final int DEADLINE = 2;
    private static final int POOL = 3;
    private static final int FREE = 4;
    private static final int CAUSE = 8;

    static final long NEVER = Long.MAX_VALUE;

    private static final int NOT_WALKED = 0;
    private static final int WALKING = 1;
    private static final int WALK_AGAIN = 2;
    private static final int WALKED = 3;

    private static final long CLAIMED = Long.MIN_VALUE;

    /**
     * A timer: its time, {@link #NEVER} while it is over, and how often it is in the inbox or in a slot of the wheel.
     */
    private static final class Timer {

        private final AtomicLong due = new AtomicLong(NEVER);
        private final AtomicInteger pending = new AtomicInteger();
    }

    final @Nullable Flaw flaw;
    private final AtomicLong word = new AtomicLong(LIFE | FREE);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicReferenceArray<Runnable> actions = new AtomicReferenceArray<>(2);
    private final AtomicReferenceArray<String> causes = new AtomicReferenceArray<>(4);
    private final AtomicInteger tickets = new AtomicInteger();
    /** The cause of the pool's end; null while it is live. */
    private final AtomicReference<String> pool = new AtomicReference<>();
    /** Where the walk is that runs actions after the pool has ended. */
    private final AtomicInteger walk = new AtomicInteger(NOT_WALKED);

    private volatile boolean isLeftToWalk;
    /** The cause of the view's end, {@code live}, or null if there is no view. */
    private final AtomicReference<String> view = new AtomicReference<>();

    private final AtomicLong moment = new AtomicLong(NEVER);
    private final AtomicReference<Timer> timer = new AtomicReference<>(new Timer());

    ScopeModel(@Nullable Flaw flaw) {
        this.flaw = flaw;
    }

    private static long lifeOf(long word) {
        return word & -LIFE;
    }

    private static int codeOf(long word) {
        return (int) (word & (LIFE - 1));
    }

    // ---- asking

    boolean isDone(long life) {
        return word.get() != life || pool.get() != null;
    }

    /** The text {@code live} for a live scope. */
    String cause(long life) {
        if (Flaw.POOL_NOT_SETTLED.in(this)) {
            String ofPool = pool.get();
            return ofPool != null && word.get() == life ? ofPool : causeOf(word.get(), life);
        }
        if (word.get() == life && pool.get() != null) {
            word.compareAndSet(life, life | POOL);
        }
        return causeOf(word.get(), life);
    }

    private String causeOf(long seen, long life) {
        int code = lifeOf(seen) == life ? codeOf(seen) : CANCELED;
        return switch (code) {
            case LIVE -> "live";
            case DEADLINE -> "exceeded";
            case POOL -> String.valueOf(pool.get());
            default -> code >= CAUSE ? causes.get(code - CAUSE) : "canceled";
        };
    }

    String causeOfView() {
        return String.valueOf(view.get());
    }

    // ---- ending

    boolean cancel(long life, String cause) {
        if (lifeOf(word.get()) != life) {
            return false;
        }
        inside.incrementAndGet();
        try {
            int ticket = tickets.getAndIncrement();
            causes.set(ticket, cause);
            return pool.get() == null && end(life, CAUSE + ticket);
        } finally {
            inside.decrementAndGet();
        }
    }

    private boolean end(long life, int code) {
        if (Flaw.VIEW_BEFORE_SCOPE.in(this)) {
            endView(causeOf(life | code, life));
        }
        if (Flaw.END_SCOPE_WITHOUT_CAS.in(this)) {
            if (word.get() != life) {
                return false;
            }
            word.set(life | code);
        } else if (!word.compareAndSet(life, life | code)) {
            return false;
        }
        boolean isLeft = pool.get() != null && !Flaw.NO_LOOK_AT_THE_POOL.in(this) && leaveToWalk();
        endView(causeOf(life | code, life));
        if (!isLeft) {
            runActions();
        }
        return true;
    }

    private boolean leaveToWalk() {
        isLeftToWalk = true;
        int seen = walk.get();
        while (seen == WALKING) {
            if (walk.compareAndSet(WALKING, WALK_AGAIN)) {
                return true;
            }
            seen = walk.get();
        }
        return seen != WALKED;
    }

    private void endView(String cause) {
        view.compareAndSet("live", cause);
    }

    void endPool(String cause) {
        pool.compareAndSet(null, cause);
        endView(cause);
        do {
            walk.set(WALKING);
            int code = codeOf(word.get());
            if (code == LIVE || code == POOL || isLeftToWalk || Flaw.WALK_TAKES_ALL.in(this)) {
                runActions();
            }
        } while (!walk.compareAndSet(WALKING, WALKED));
    }

    private void runActions() {
        for (int i = 0; i < actions.length(); i++) {
            Runnable action = actions.get(i);
            if (action != null && take(i, action)) {
                action.run();
            }
        }
    }

    private boolean take(int cell, Runnable action) {
        if (Flaw.TAKE_SCOPE_ACTION_WITHOUT_CAS.in(this)) {
            boolean isThere = actions.get(cell) == action;
            actions.set(cell, null);
            return isThere;
        }
        return actions.compareAndSet(cell, action, null);
    }

    // ---- the owner

    /** Returns the life of the scope; 0 if a thread is inside the slot. */
    long open() {
        if (inside.get() != 0 && !Flaw.OPEN_WITHOUT_LOOK.in(this)) {
            return 0;
        }
        tickets.set(0);
        moment.set(NEVER);
        long life = lifeOf(word.get());
        word.set(life);
        return life;
    }

    long open(long deadline) {
        if (inside.get() != 0) {
            return 0;
        }
        moment.set(deadline);
        long life = lifeOf(word.get());
        word.set(life);
        ensure(deadline);
        return life;
    }

    void release(long life) {
        for (int i = 0; i < actions.length(); i++) {
            actions.set(i, null);
        }
        if (view.get() != null) {
            if (!Flaw.RELEASE_WITHOUT_MARK.in(this)) {
                word.compareAndSet(life, life | CANCELED);
            }
            String cause = causeOf(word.get(), life);
            endView(cause.equals("live") ? "canceled" : cause);
        }
        word.set((Flaw.SAME_LIFE.in(this) ? life : life + LIFE) | FREE);
    }

    /** Returns false if the scope is done; then the action has run. */
    boolean onDone(long life, int cell, Runnable action) {
        if (!isDone(life)) {
            actions.set(cell, action);
            if (Flaw.NO_REREAD_AFTER_ADD.in(this) || !isDone(life)) {
                return true;
            }
            if (!take(cell, action)) {
                return true;
            }
        }
        action.run();
        return false;
    }

    boolean stop(int cell, Runnable action) {
        return actions.get(cell) == action && take(cell, action);
    }

    void makeView(long life) {
        view.set("live");
        if (isDone(life) && !Flaw.NO_REREAD_AFTER_VIEW.in(this)) {
            endView(cause(life));
        }
    }

    // ---- the timer

    boolean renew(long life, long deadline, long now) {
        ensure(deadline);
        long seen = moment.get();
        if (seen <= now || !moment.compareAndSet(seen, deadline)) {
            return false;
        }
        ensure(deadline);
        return !isDone(life);
    }

    /** Arms the timer if it is over, and another timer if the task has filed it for a later time. */
    private void ensure(long time) {
        Timer current = timer.get();
        if (current.due.get() <= time) {
            return;
        }
        if (current.due.get() == NEVER && leaveOver(current, time)) {
            current.pending.incrementAndGet();
        } else if (current.due.get() > time) {
            Timer next = new Timer();
            next.due.set(time);
            next.pending.incrementAndGet();
            timer.set(next);
        }
    }

    private boolean leaveOver(Timer over, long time) {
        if (Flaw.ARM_WITHOUT_CAS.in(this)) {
            over.due.set(time);
            return true;
        }
        return over.due.compareAndSet(NEVER, time);
    }

    /** What the wheel thread does in a cycle. */
    void fire(long now) {
        Timer fired = timer.get();
        if (fired.due.get() > now || fired.pending.get() == 0) {
            return;
        }
        fired.pending.decrementAndGet();
        inside.incrementAndGet();
        boolean isPending = runTask(fired, now);
        inside.decrementAndGet();
        if (isPending) {
            fired.pending.incrementAndGet();
        }
    }

    /** Returns whether the timer is to be filed again. */
    private boolean runTask(Timer fired, long now) {
        boolean isOver = false;
        while (timer.get() == fired) {
            long before = word.get();
            long seen = moment.get();
            boolean isPast = seen <= now;
            if (isPast && codeOf(before) == LIVE) {
                if (Flaw.RENEW_SCOPE_WITHOUT_CLAIM.in(this) || moment.compareAndSet(seen, seen | CLAIMED)) {
                    over(fired, isOver);
                    end(before, DEADLINE);
                    return false;
                }
                continue;
            }
            boolean isNeeded = !isPast && seen != NEVER;
            if (isNeeded && isOver) {
                if (!fired.due.compareAndSet(NEVER, seen)) {
                    return false;
                }
                isOver = false;
            } else if (isNeeded) {
                fired.due.set(seen);
            } else {
                over(fired, isOver);
                isOver = true;
            }
            if (Flaw.TASK_WITHOUT_REREAD.in(this) || (word.get() == before && moment.get() == seen)) {
                return isNeeded;
            }
        }
        over(fired, isOver);
        return false;
    }

    private static void over(Timer fired, boolean isOver) {
        if (!isOver) {
            fired.due.set(NEVER);
        }
    }

    /** For an arbiter: how often the timer of the slot is pending, and for when. */
    String pending() {
        Timer last = timer.get();
        return last.pending + " at " + (last.due.get() == NEVER ? "no time" : last.due);
    }
}
