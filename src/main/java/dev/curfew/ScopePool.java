package dev.curfew;

import static java.util.Objects.requireNonNull;

import dev.curfew.internal.Answer;
import dev.curfew.internal.Scopes;
import org.jspecify.annotations.Nullable;

/**
 * Many short scopes below one context, without allocation, for one owner thread. A scope is what a {@link CancelContext}
 * is: it ends once, by {@code cancel}, at its deadline or with the parent. Other than there, an action may be dropped, see
 * {@link #release}. A scope is known by a {@code long}, its handle, and lives in a slot of the pool, which serves one scope
 * after the other.
 *
 * <pre>{@code
 * ScopePool orders = ScopePool.of(session, 1_024);   // once; close it with the session
 *
 * long order = orders.open(runtime.clock().nanoTime() + timeoutNanos);
 * while (match(order)) {
 *     if (orders.isDone(order)) { … }                // any thread may ask, and cancel
 * }
 * orders.release(order);                             // the handle is stale from here on
 * }</pre>
 *
 * <p><b>Stale handles.</b> A handle is stale once its scope was released. It reads done for ever, also while its slot
 * serves another scope, and no method changes anything with it. {@link #onDone} runs its action at once, and
 * {@link #context} returns a context that is done. A slot is not used again after its last of 2^48 handles. 0 is never a
 * handle, and reads done.
 *
 * <p><b>Threads:</b> the owner is the thread that first opens a scope. Methods that say "owner" are for that thread only.
 * All others are for any thread. With assertions on, an owner's method on another thread gives an {@link AssertionError}. So
 * does a handle of another pool, if the numbers of the two pools differ in the bits that the capacity leaves: 6 bits with
 * 1,024 slots, none with more than 32,768. A stale handle that is released or renewed is reported to the error handler then,
 * with the name of the thread that released the last scope of its slot. Without assertions nothing is checked: a second
 * owner corrupts the pool, and a handle of another pool is taken for one of this pool.
 *
 * <p><b>Progress:</b> lock-free; no call waits for another thread. A thread that is ending a scope, also one that runs its
 * actions, keeps the slot from being opened, so give the pool a few more slots than scopes that are open at once.
 *
 * <p><b>Memory:</b> what a thread did before the call that ended a scope happens-before the actions that this end runs.
 * Until the release, it also happens-before each {@code isDone} that is true and each {@code err} that is not null. The
 * first does not hold if the parent ends at the same time.
 *
 * <p><b>Cost:</b> the pool is one child of its parent. Opening with a deadline takes one atomic operation and one reading
 * of the clock, and opening without one takes neither. Every eighth release takes a fence, and so does an open that finds
 * no free slot. Opening and releasing write only what the owner writes, and the word of the slot. In steady state neither
 * allocates: a slot keeps its timer pending, and the wheel thread files it again, as long as the deadlines of its scopes do
 * not come nearer. A poll is two reads. {@link #cancel(long, Throwable)} and {@link #context} allocate.
 */
public final class ScopePool implements AutoCloseable {

    private final Scopes scopes;

    private ScopePool(Scopes scopes) {
        this.scopes = scopes;
    }

    /**
     * Makes a pool whose scopes end with a context.
     *
     * @param context the parent
     * @param capacity how many scopes may be open at once, 1 to 65,536; a slot takes some 200 bytes
     * @return the pool; close it when its work is over, as a live parent keeps it
     * @throws NullPointerException if {@code context} is null
     * @throws IllegalArgumentException if {@code capacity} is not 1 to 65,536
     * @throws UnsupportedOperationException if the runtime of the context has the mutex core
     */
    public static ScopePool of(Context context, int capacity) {
        ContextRuntime runtime =
                Answer.runtime(requireNonNull(context, "context").runtime(), context);
        if (capacity < 1 || capacity > Scopes.MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity is not 1 to 65536: " + capacity);
        }
        return new ScopePool(runtime.core().scopes(context, capacity));
    }

    // ---- the owner

    /**
     * Opens a scope without a deadline of its own. Owner. If the parent has ended, the scope is done.
     *
     * @return the handle
     * @throws IllegalStateException if no slot is free, or the pool is closed
     */
    public long open() {
        return scopes.open();
    }

    /**
     * Opens a scope with a deadline. Owner. If the deadline is not after now, or the parent has ended, the scope is
     * done. A deadline at or after that of the parent is the parent's.
     *
     * @param deadlineNanos a time on the scale of the runtime's clock, not a duration; at most 2^62 from now; {@link
     *     Context#NO_DEADLINE} for none
     * @return the handle
     * @throws IllegalStateException if no slot is free, or the pool or the runtime is closed
     */
    public long open(long deadlineNanos) {
        return scopes.open(deadlineNanos);
    }

    /**
     * Ends the life of a scope, whether it is live or done: the work is over, and its slot may serve the next scope. Owner.
     * Runs none of the actions given to {@link #onDone}, and drops those that a call which ends the scope has not
     * begun. Ends the view as {@code cancel()} does, so its actions run and its waiters wake.
     *
     * @param scope a handle
     * @return {@code false} if the handle is stale, also if an action of the view has released the scope meanwhile
     */
    public boolean release(long scope) {
        return scopes.release(scope);
    }

    /**
     * Moves the deadline of a scope. Owner. The scope does not end by itself before the new moment, unless it is renewed
     * again. A scope that is due already, or a moment that is not after now, is ended by this call.
     *
     * @param scope a handle
     * @param deadlineNanos as for {@link #open(long)}
     * @return whether the scope is live. If the runtime is closed, a renewal to a deadline ends the scope, with an {@link
     *     IllegalStateException} as its cause
     * @throws IllegalStateException if {@link #context} was called with the scope
     */
    public boolean renew(long scope, long deadlineNanos) {
        return scopes.renew(scope, deadlineNanos);
    }

    /**
     * Runs an action when a scope ends, on the ending thread, as {@link Context#onDone(Runnable)} does. Owner. If the scope
     * is done, runs it at once.
     *
     * @param scope a handle
     * @param action the action; what it throws goes to the error handler. While an end runs it, the slot is not opened
     *     again, unless the parent has ended. It must not release the scope, unless the ending thread is the owner
     * @return {@code false} if the scope is done or the handle is stale, and the action has run
     * @throws NullPointerException if {@code action} is null
     * @throws IllegalStateException if the scope has four actions
     */
    public boolean onDone(long scope, Runnable action) {
        return scopes.onDone(scope, requireNonNull(action, "action"));
    }

    /**
     * Stops an action. Owner.
     *
     * @param scope a handle
     * @param action the object that was given to {@link #onDone}
     * @return {@code true} if the action will never run; {@code false} if it ran, is running, or is not there
     * @throws NullPointerException if {@code action} is null
     */
    public boolean stop(long scope, Runnable action) {
        return scopes.stop(scope, requireNonNull(action, "action"));
    }

    /**
     * A view of a scope, for code that wants a context: a child context, with the deadline of the scope and the values of the
     * parent. Owner, but any thread may use the view. It ends with the scope, and at the latest at its release; from then on
     * its {@code err()} and {@code cause()} are final. A view that is kept keeps the pool reachable. Allocates at the first
     * call for a scope.
     *
     * @param scope a handle
     * @return the view, the same for each call with the same handle; a context that is done for a stale handle
     */
    public Context context(long scope) {
        return scopes.context(scope);
    }

    /**
     * How many scopes were opened and not released. Owner.
     *
     * @return the number
     */
    public int openScopes() {
        return scopes.openScopes();
    }

    // ---- any thread

    /**
     * Ends a scope. If the owner releases the scope meanwhile, actions that have not begun are dropped.
     *
     * @param scope a handle
     * @return {@code true} if this call ended it
     */
    public boolean cancel(long scope) {
        return scopes.cancel(scope, null);
    }

    /**
     * Ends a scope with a cause, for which it allocates.
     *
     * @param scope a handle
     * @param cause what {@link #cause} returns from then on; null for {@link Context#CANCELED}
     * @return {@code true} if this call ended it
     */
    public boolean cancel(long scope, @Nullable Throwable cause) {
        return scopes.cancel(scope, cause);
    }

    /**
     * Whether a scope has ended.
     *
     * @param scope a handle
     * @return {@code true} also for a stale handle
     */
    public boolean isDone(long scope) {
        return scopes.isDone(scope);
    }

    /**
     * Ends a scope if its deadline has passed at a time, as the wheel thread would, and what {@link Context#expireIfDue(long)}
     * ends of the parent and above.
     *
     * @param scope a handle
     * @param nowNanos a reading of the runtime's clock
     * @return whether the scope is done
     */
    public boolean expireIfDue(long scope, long nowNanos) {
        return scopes.expireIfDue(scope, nowNanos);
    }

    /**
     * Leaves if a scope has ended.
     *
     * @param scope a handle
     * @throws ContextException a new one as of {@link Context#throwIfDone()} if the scope is done
     */
    public void throwIfDone(long scope) {
        ContextException err = scopes.err(scope);
        if (err == null) {
            return;
        }
        Throwable cause = scopes.cause(scope);
        throw err.fresh(cause == err || cause == Context.CANCELED ? null : cause);
    }

    /**
     * How a scope ended.
     *
     * @param scope a handle
     * @return null if the scope is live; {@link Context#CANCELED} for a stale handle
     */
    public @Nullable ContextException err(long scope) {
        return scopes.err(scope);
    }

    /**
     * Why a scope ended.
     *
     * @param scope a handle
     * @return null if the scope is live; the cause given to {@link #cancel(long, Throwable)}, or that of the parent's end,
     *     else {@code err}; {@link Context#CANCELED} for a stale handle
     */
    public @Nullable Throwable cause(long scope) {
        return scopes.cause(scope);
    }

    /**
     * When a scope ends by itself at the latest.
     *
     * @param scope a handle
     * @return the earlier one of its own deadline and the parent's, {@link Context#NO_DEADLINE} if there is none; the
     *     parent's for a stale handle
     */
    public long deadlineNanos(long scope) {
        return scopes.deadlineNanos(scope);
    }

    /**
     * Ends all scopes that are open, runs their actions, and leaves the parent. Idempotent. Handles can still be asked and
     * released.
     */
    @Override
    public void close() {
        scopes.close();
    }
}
