package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.internal.Notification;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One slot of a pool: the scopes that live in it one after the other, each a <em>life</em> of the slot.
 *
 * <ul>
 *   <li>F2: A scope is done if the word is not the live word of its handle, or the context of the pool is done. So the one
 *       CAS that marks that context, before the end notifies anything, ends all scopes (contracts 2 and 3). POOL only
 *       makes {@code err} final against a later cancel.
 *   <li>F3: The store that releases may overwrite the end of another thread. The CAS of that thread came first, so its
 *       call returns true.
 *   <li>F4: A thread that ends a scope, takes its actions or ends its view, and the task of the timer, counts itself in
 *       {@code inside} first, and then reads the word. The owner opens a slot only after a full fence that follows its
 *       release, and after which it has read {@code inside} as 0. So either the owner finds the thread inside, and the
 *       slot waits, or the thread does not find the life that was released, and touches nothing of it.
 *   <li>F5: The owner writes an action or the view, and then reads the word and the context of the pool again. A thread
 *       that ends the scope or the pool does so before it looks for them. So at least one of the two finds the other.
 *   <li>F9: After the context of the pool has ended, a walk through the slots runs the actions of its scopes ({@link
 *       ScopeWalk}). It leaves out a scope that something else has ended: the thread that ended it runs its actions. So
 *       one thread at a time runs the actions of a scope, in their order. A thread whose CAS has ended a scope reads the
 *       context of the pool again. If that is live, the walk comes later, and finds that end. Otherwise the walk may have
 *       missed it: the thread leaves the actions to the walk, or runs them after it.
 *   <li>N18: A stack overflow or a lack of memory in the middle of an end leaves the count of {@code inside} as it is, or
 *       the view live, until the next call of that thread that ends something, or the next call that ends the scope or
 *       asks for its view. The walk goes on with the next {@code cancel}, {@code expireIfDue} or {@code close} of the pool.
 *       If there was no room even to begin it, {@code close} begins it. Where there is no room on the stack even to leave,
 *       the slot is not opened again. An action that {@code onDone} runs at once counts as run, also if there was no room
 *       to call it; that is reported. A release that is interrupted has dropped the actions, and has to be repeated.
 * </ul>
 */
final class ScopeSlot extends ScopeWord implements Notification.Alone {

    private static final VarHandle INSIDE =
            fieldVarHandle(lookup(), "inside", VarHandle.class, ScopeSlot.class, int.class);
    private static final VarHandle CAUSES =
            fieldVarHandle(lookup(), "causes", VarHandle.class, ScopeSlot.class, ScopeCause.class);

    final int index;
    private final ScopeSlots scopes;
    private final ScopeActions actions = new ScopeActions();
    private final ScopeTimer timer;

    /** How many threads are inside (F4). */
    @SuppressWarnings("UnusedVariable") // Written through INSIDE.
    private volatile int inside;

    private volatile @Nullable ScopeView view;
    private volatile @Nullable ScopeCause causes;
    /** Whether the thread that has ended the scope has left its actions to the walk (F9). Stays, as the pool is done. */
    private volatile boolean isLeftToWalk;
    /** The thread that released the last scope. Set only if assertions are on. */
    private @Nullable String releasedBy;

    private ScopeSlot(ScopeSlots scopes, int index, long word) {
        super(word);
        this.scopes = scopes;
        this.index = index;
        timer = new ScopeTimer(this, scopes.core);
    }

    static ScopeSlot free(ScopeSlots scopes, int index, long firstLife) {
        return new ScopeSlot(scopes, index, firstLife | FREE);
    }

    /** A slot that is never opened, in place of those beyond the capacity. */
    static ScopeSlot retired(ScopeSlots scopes) {
        return new ScopeSlot(scopes, 0, RETIRED);
    }

    // ---- polls, any thread

    private boolean isDone(long life) {
        return hasEnded(life) || isPoolDone();
    }

    boolean isPoolDone() {
        return scopes.context.isDone();
    }

    /** {@link Context#CANCELED} of a stale handle. */
    @Nullable
    ContextException err(long life) {
        long seen = settled(life);
        return switch (codeOf(seen)) {
            case LIVE -> null;
            case DEADLINE -> Context.DEADLINE_EXCEEDED;
            case POOL -> scopes.context.err();
            default -> Context.CANCELED;
        };
    }

    /** {@link Context#CANCELED} of a stale handle. */
    @Nullable
    Throwable cause(long life) {
        long seen = settled(life);
        return codeOf(seen) == LIVE ? null : verdictOf(seen, life).cause();
    }

    /** The word, in which the end of the pool is final; that of a cancelled scope for a stale handle. */
    private long settled(long life) {
        long seen = wordAcquire();
        if (seen == life && isPoolDone()) {
            casWord(life, life | POOL);
            seen = wordAcquire();
        }
        return isOpen(seen, life) ? seen : life | CANCELED;
    }

    private Verdict verdictOf(long seen, long life) {
        int code = codeOf(seen);
        if (code >= CAUSE) {
            Verdict given = ScopeCause.find(causes, code - CAUSE);
            return given != null && word == seen ? given : Verdict.CANCELED; // Otherwise it is stale by now.
        }
        return switch (code) {
            case LIVE, CANCELED -> Verdict.CANCELED;
            case DEADLINE -> Verdict.DEADLINE_EXCEEDED;
            case POOL -> scopes.context.verdict().bare();
            case RUNTIME -> scopes.core.closedVerdict();
            default -> throw new AssertionError("the life " + life + " has code " + code);
        };
    }

    /** {@link Context#NO_DEADLINE} of a stale handle, and of a scope without a deadline of its own. */
    long deadlineNanos(long life) {
        long deadlineNanos = isOpen(wordAcquire(), life) ? timer.deadlineNanos() : Context.NO_DEADLINE;
        return isOpen(word, life) ? deadlineNanos : Context.NO_DEADLINE;
    }

    // ---- inside, any thread

    void enter() {
        INSIDE.getAndAdd(this, 1);
    }

    void leave() {
        INSIDE.getAndAdd(this, -1);
    }

    /** Whether a word is that of a live scope, or of one that has ended and whose view has not. The caller is inside. */
    boolean isUnfinished(long word) {
        if (codeOf(word) == LIVE) {
            return true;
        }
        ScopeView seen = view;
        return seen != null && !seen.isDone() && isOpen(word, lifeOf(word));
    }

    // ---- ends, any thread

    boolean cancel(long life, @Nullable Throwable cause) {
        if (!isOpen(wordAcquire(), life)) {
            return false;
        }
        return enterAndEnd(life, cause == null ? CANCELED : CAUSE, Verdict.canceled(cause), 0);
    }

    /**
     * Ends the scope, unless it has ended or is released. Leaves in the frame that has entered: where a stack has had
     * room for the one, it has room for the other.
     *
     * @param code {@link #CAUSE} for a ticket that this call draws, {@link #DEADLINE} for a scope that is due
     * @return whether this call ended the scope
     */
    private boolean enterAndEnd(long life, int code, Verdict verdict, long nowNanos) {
        int outcome = ScopeNotification.NOT_ENDED;
        enter();
        try {
            if (!isPoolDone() && (code != DEADLINE || (word == life && timer.claimIfDue(nowNanos)))) {
                int ended = code == CAUSE ? codeFor(life, verdict) : code;
                outcome = ScopeNotification.end(this, life, ended, verdict);
            }
        } finally {
            if (outcome == ScopeNotification.NOT_ENDED) {
                leave();
            }
        }
        return finishEnd(outcome, life);
    }

    private boolean finishEnd(int outcome, long life) {
        if (outcome == ScopeNotification.INTERRUPTED) {
            throw new StackOverflowError("no room to notify the end of a scope");
        }
        if (outcome == ScopeNotification.NOT_ENDED) {
            endBelowEnded(life);
        }
        return outcome == ScopeNotification.ENDED;
    }

    /** Puts a verdict into the list of causes. More than 65,000 calls that cancel one scope end it without a cause. */
    private int codeFor(long life, Verdict verdict) {
        while (word == life) {
            ScopeCause newest = causes;
            ScopeCause next = new ScopeCause(verdict, newest);
            if (next.ticket > MAX_TICKET) {
                break;
            }
            if (CAUSES.compareAndSet(this, newest, next)) {
                return CAUSE + next.ticket;
            }
        }
        return CANCELED;
    }

    /** Ends the scope if its deadline has passed. Whether or not this call did, an ended scope has an ended view. */
    void expire(long life, long nowNanos) {
        if (isOpen(wordAcquire(), life)) {
            enterAndEnd(life, DEADLINE, Verdict.DEADLINE_EXCEEDED, nowNanos);
        }
    }

    /** Whether {@link #expire} has anything to do. */
    boolean isExpiring(long life, long nowNanos) {
        long seen = wordAcquire();
        return seen == life ? timer.isDue(nowNanos) : isOpen(seen, life) && view != null;
    }

    /** The runtime was closed before the moment of the scope. */
    void endWithRuntime(long life) {
        enterAndEnd(life, RUNTIME, scopes.core.closedVerdict(), 0);
    }

    /** Everything below a scope that has ended is done when this returns (F6). */
    private void endBelowEnded(long life) {
        scopes.context.isDoneBelow();
        if (view == null) {
            return;
        }
        enter();
        try {
            ScopeView seen = view;
            long ended = settled(life);
            if (seen != null && ended == word && codeOf(ended) != LIVE) {
                seen.end(verdictOf(ended, life));
                seen.runLeft();
            }
        } finally {
            leave();
        }
    }

    /** Ends the view of a scope that the caller has ended. */
    void endView(Verdict verdict) {
        ScopeView seen = view;
        if (seen != null) {
            seen.endWithScope(verdict);
        }
    }

    /** Leaves the actions of a scope that the caller has ended to the thread that ends the view. */
    void leaveToView() {
        ScopeView seen = view;
        if (seen != null && !seen.tryLeaveActions()) {
            notifyEnd();
        }
    }

    /** Leaves the actions of a scope that the caller has ended to the walk, if they are not the caller's (F9). */
    private boolean tryLeaveToWalk() {
        if (!(scopes.context.stateVolatile() instanceof Verdict)) {
            return false;
        }
        isLeftToWalk = true;
        return scopes.walk.tryLeaveActions();
    }

    void report(Throwable failure) {
        scopes.core.report(failure);
    }

    /** Runs the actions of the ended scope, or leaves them to the walk (F9). The caller leaves the slot. */
    @Override
    public void notifyEnd() {
        if (!tryLeaveToWalk() && !actions.tryRunAll(scopes.core)) {
            throw new StackOverflowError("no room to run an action of a scope");
        }
    }

    @Override
    public Notification notification() {
        long ended = word;
        return new ScopeNotification(
                this, isOpen(ended, lifeOf(ended)) ? verdictOf(ended, lifeOf(ended)) : Verdict.CANCELED);
    }

    /** For the walk (F9). Returns what {@link ScopeActions#tryRunAll} does. */
    boolean tryRunActionsWithPool() {
        int code = codeOf(word);
        boolean isOfPool = code == LIVE || code == POOL || isLeftToWalk;
        return !isOfPool || actions.tryRunAll(scopes.core);
    }

    /** Runs the actions of a life, if it has ended and is not released. */
    void notifyEndOf(long life) {
        enter();
        try {
            long seen = word;
            if (isOpen(seen, life) && codeOf(seen) != LIVE) {
                notifyEnd();
            }
        } finally {
            leave();
        }
    }

    /** The context of the pool has ended. */
    void cancelTimer() {
        timer.cancel();
    }

    // ---- the owner

    /** Called after a fence that follows the release (F4). Returns whether the slot may be opened. */
    boolean recycle() {
        if (inside != 0) {
            return false;
        }
        if (causes != null) {
            causes = null; // A call may have come too late for the last life.
        }
        return true;
    }

    /**
     * Opens a scope.
     *
     * @param code {@link #LIVE}, or {@link #DEADLINE} for a scope whose deadline has passed
     * @param timerNanos when its timer has to fire; {@link Context#NO_DEADLINE} if it needs none
     * @return the life
     * @throws IllegalStateException if the runtime is closed; the life is over then
     */
    long open(long moment, int code, long timerNanos) {
        timer.set(moment);
        long life = life();
        long next = freeAfter(life);
        boolean isOpen = false;
        try {
            if (timerNanos == Context.NO_DEADLINE) {
                setWordRelease(life | code);
            } else {
                swapWord(life | code); // Z5
                timer.ensure(timerNanos);
            }
            isOpen = true;
            return life;
        } finally {
            if (!isOpen) {
                word = next; // A store, as the stack may end here. Nobody has the handle of a last life: it may come
                // again.
            }
        }
    }

    /**
     * Ends the view, if there is one, of a scope that is released next.
     *
     * @return false if an action of the view has released the scope
     */
    boolean endViewOf(long life) {
        ScopeView seen = view;
        if (seen == null) {
            return true;
        }
        actions.drop();
        if (codeOf(settled(life)) == LIVE) {
            casWord(life, life | CANCELED); // before the view ends (F6)
        }
        seen.end(verdictOf(settled(life), life));
        return !isStale(life);
    }

    /**
     * Ends a life, and drops the actions.
     *
     * @return whether the slot may be opened again; false after the last generation
     */
    boolean release(long life) {
        actions.drop();
        if (view != null) {
            view = null;
        }
        if (causes != null) {
            causes = null;
        }
        boolean isLast = life == LAST_LIFE;
        setWordRelease(isLast ? life | RETIRED : freeAfter(life));
        return !isLast;
    }

    /** Called if assertions are on. */
    boolean noteRelease(Thread by) {
        releasedBy = by.getName(); // allocates nothing
        return true;
    }

    @Nullable
    String releasedBy() {
        return releasedBy;
    }

    /** Returns whether the scope is live. */
    boolean renew(long life, long deadlineNanos, long nowNanos) {
        if (view != null) {
            throw new IllegalStateException("the scope has a view, whose deadline cannot change");
        }
        if (isDone(life)) {
            return false;
        }
        boolean isRenewed;
        try {
            isRenewed = timer.renew(life, deadlineNanos, nowNanos);
        } catch (IllegalStateException e) {
            scopes.core.requireClosed(e);
            endWithRuntime(life);
            return false;
        }
        if (!isRenewed) {
            expire(life, nowNanos);
        }
        return !isDone(life);
    }

    /** Returns false if the scope is done; then the action has run. */
    boolean onDone(long life, Runnable action) {
        if (!isDone(life)) {
            if (!actions.add(action)) {
                throw new IllegalStateException("the scope has " + ScopeActions.MAX + " actions already");
            }
            if (word == life && !isPoolDone()) {
                return true;
            }
            if (!actions.remove(action)) {
                return true; // The end came after it was added, and has taken it.
            }
        }
        endBelowEndedIfMemory(life);
        scopes.core.run(action);
        return false;
    }

    private void endBelowEndedIfMemory(long life) {
        try {
            endBelowEnded(life);
        } catch (OutOfMemoryError e) {
            report(e); // The action runs all the same.
        }
    }

    boolean stop(long life, Runnable action) {
        return !isStale(life) && actions.remove(action);
    }

    /** The view, made at the first call. */
    Context context(long life) {
        ScopeView made = view;
        if (made == null) {
            made = newView(life);
            if (codeOf(settled(life)) == LIVE) {
                var unused = made.onDone(made);
                scopes.context.attach(made);
                if (isStale(life)) { // An action has released the scope, whose pool has ended.
                    made.cancel();
                    return made;
                }
            }
            view = made;
        }
        if (word != life) { // F5, N18; the pool ends the view as its child
            made.end(verdictOf(settled(life), life));
        }
        return made;
    }

    private ScopeView newView(long life) {
        CancelNode pool = scopes.context;
        long deadlineNanos = timer.deadlineNanos();
        return scopes.isBeforeParents(deadlineNanos)
                ? new ScopeDeadlineView(pool, this, life, deadlineNanos)
                : new ScopeView(pool, pool.deadlineHolder(), this, life);
    }
}
