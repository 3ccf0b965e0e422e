package dev.curfew;

import static java.util.Objects.requireNonNull;

import dev.curfew.internal.Answer;
import dev.curfew.internal.Deadlines;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A deadline, a cancellation signal and request-scoped values, carried across API boundaries: Go's {@code context}.
 *
 * <p>A server makes one context per request and passes it, as the first parameter, to all code that works for that
 * request. When the client goes away, the work is rejected or the time is up, one call ends the context, and all work
 * below it stops:
 *
 * <pre>{@code
 * static final Key<String> USER = Key.of("user");
 *
 * try (CancelContext request = Context.background().withTimeout(Duration.ofMillis(50))) {
 *     Context call = request.withValue(USER, "ada");
 *     Registration cut = call.onDone(query::cancel);  // runs on the thread that ends the request, for whatever reason
 *     while (query.next(call)) {
 *         call.throwIfDone();                         // polling: one read
 *     }
 *     cut.stop();                                     // success: there is nothing to cut any more
 * }                                                   // close() is cancel(): it runs what is still registered
 * }</pre>
 *
 * <h2>The tree</h2> Contexts form a tree under {@link #background()}. The {@code with…} methods derive a child and
 * never change the parent. A child ends when its parent does, with the same {@link #err()} and {@link #cause()}. A
 * child never ends its parent. Cancel each {@link CancelContext} when its work is over: a live parent keeps a reference
 * to each live child. The parent releases an ended child at once, in whatever order children end, and also while other
 * children live on.
 *
 * <h2>The end</h2> A context ends once: by {@link CancelContext#cancel()}, at its deadline or the moment of a
 * {@link Lease}, or with its parent or another context that it was merged with. {@link ContextRuntime#close()} ends some,
 * too. From then on {@link #isDone()} is true, {@code err()} is {@link #CANCELED} or
 * {@link #DEADLINE_EXCEEDED}, and {@code cause()} is the cause if one was given. The call that ends a context ends
 * every descendant before it returns. It first marks all of them, then runs actions and wakes waiters. So an action or
 * a woken thread finds everything below the context done, whichever thread ended it. While such a call is under way, a
 * thread that polls may see a descendant live for a moment after the ancestor reads done. All this holds for contexts
 * of this library. Children of a foreign context end when its {@link Done} does.
 *
 * <h2>Finding out</h2> Poll {@code isDone()} in loops and between steps. Register an action with
 * {@link #onDone(Runnable)} where work has to be stopped from outside: a socket, a future, a queue entry. Park in
 * {@link #await()}. Leave by {@link #throwIfDone()}.
 *
 * <h2>Time</h2> Points in time whose names end in {@code Nanos} are on the scale of the
 * {@link org.agrona.concurrent.NanoClock} of the {@link #runtime()}, by default {@link System#nanoTime()}. They wrap:
 * compare them by difference. No context ends before its deadline.
 *
 * <h2>Values</h2>
 * Values are for data that belongs to the request and crosses API boundaries, such as its id or user. They are not for
 * parameters. Keys are compared by identity. {@code toString} shows the path with the names of keys and no values.
 *
 * <h2>Contracts common to all methods</h2> <b>Threads:</b> any thread may call any method. <b>Progress:</b> on the
 * lock-free core no call waits for another thread, except {@code await}. <b>Memory:</b> what a thread did before the
 * call that ended a context happens-before any {@code isDone()} that is true, any {@code err()} that is not null, and
 * any action or wake-up that the end causes. <b>Failures:</b> a null argument that is not marked {@code @Nullable}
 * gives a {@link NullPointerException} that names the parameter, and nothing is registered. <b>Cost:</b> the package's
 * documentation has a table.
 *
 * <h2>Implementing it</h2> A foreign implementation needs four methods: {@link #deadlineNanos()}, {@link #done()},
 * {@link #err()} and {@link #value}. To change some answers of an existing context, extend {@link ForwardingContext}. A
 * class that implements both {@code Context} and {@link Done} must override {@code await()} and {@code awaitNanos},
 * which both interfaces have.
 */
public interface Context {

    /** The result of {@link #deadlineNanos()} if there is no deadline. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /** "context canceled": shared, without stack trace, never thrown. Compare by {@code ==}. */
    CanceledException CANCELED = CanceledException.SHARED;

    /** "context deadline exceeded": shared, without stack trace, never thrown. Compare by {@code ==}. */
    DeadlineExceededException DEADLINE_EXCEEDED = DeadlineExceededException.SHARED;

    /**
     * The root of the shared runtime. It has no deadline and no values, and never ends. Most trees start here.
     *
     * @return {@link ContextRuntime#background()} of {@link ContextRuntime#shared()}
     * @throws IllegalArgumentException if a {@code curfew.*} system property has a bad value
     */
    static Context background() {
        return ContextRuntime.shared().background();
    }

    /**
     * A root like {@link #background()} under another name, for code for which it is not decided yet which context to
     * use.
     *
     * @return {@link ContextRuntime#todo()} of {@link ContextRuntime#shared()}
     * @throws IllegalArgumentException if a {@code curfew.*} system property has a bad value
     */
    static Context todo() {
        return ContextRuntime.shared().todo();
    }

    // A foreign implementation needs only these four methods.

    /**
     * The time at which this context ends by itself, if it has not ended before.
     *
     * @return a point in time in nanoseconds on the scale of the runtime's clock, or {@link #NO_DEADLINE}; it never
     *     changes
     */
    long deadlineNanos();

    /**
     * The end of this context, as an object. Contexts derived from this context attach to it.
     *
     * @return the same object every time; {@link Done#NEVER} if this context can never end
     */
    Done done();

    /**
     * Why this context ended.
     *
     * @return null until this context ends, then for ever the same shared instance: {@link #CANCELED} or
     *     {@link #DEADLINE_EXCEEDED}
     */
    @Nullable
    ContextException err();

    /**
     * The value that this context, or else the nearest ancestor with such a binding, binds to a key.
     *
     * <p><b>Cost:</b> a few reads at any depth, for a hit and for a miss. Nothing is allocated, but for the first call that
     * passes eight values on the way and goes on: on the lock-free core it makes an index for later calls.
     *
     * @param key the key, compared by identity
     * @param <T> the type of the value
     * @return the value bound, which may be null; the key's default if no context binds the key
     * @throws NullPointerException if {@code key} is null
     */
    <T> @Nullable T value(Key<T> key);

    // These are derived from the four; implementations override them for speed.

    /**
     * The {@link #value} of a key, or a fallback in place of null.
     *
     * @param key the key, compared by identity
     * @param fallback what to return if the value is null
     * @param <T> the type of the value
     * @return never null
     * @throws NullPointerException if {@code key} or {@code fallback} is null
     */
    default <T> T valueOr(Key<T> key, T fallback) {
        requireNonNull(fallback, "fallback");
        T value = value(requireNonNull(key, "key"));
        return value != null ? value : fallback;
    }

    /**
     * The runtime whose core, clock and timing wheel contexts use that are derived from this context.
     *
     * @return by default {@link ContextRuntime#shared()}
     */
    default ContextRuntime runtime() {
        return ContextRuntime.shared();
    }

    /**
     * The reason for the end, as the program gave it: the cause given to {@link CancelContext#cancel(Throwable)}, or
     * given with the deadline that passed, on this context or on the ancestor that ended it.
     *
     * @return null exactly while {@link #err()} is null, then for ever the same instance; {@code err()} if no cause was
     *     given
     */
    default @Nullable Throwable cause() {
        return err();
    }

    /**
     * Whether this context has ended. If {@link #err()} is not null, this method returns {@code true}.
     *
     * <p><b>Cost:</b> one read of the context's state, and of the class of the object to which it refers; writes
     * nothing.
     *
     * @return {@code true} from the end on
     */
    default boolean isDone() {
        return Answer.done(done(), this).isDone();
    }

    /**
     * Polls, and ends the context whose deadline this is if the deadline has passed at {@code nowNanos}: this context,
     * or the ancestor from which it inherits the deadline. The context ends on this thread, just as its timer would end
     * it. This method is for duty cycles that read the clock themselves: they see the end in time, however late the
     * wheel thread is. If the wheel thread is in the middle of ending the context, this call marks the rest itself, and
     * so returns {@code true} once the deadline has passed. No other query has a side effect.
     *
     * @param nowNanos a current reading of the runtime's clock
     * @return {@link #isDone()}; if {@code true}, every descendant that was attached before the call reads done too.
     *     The default implementation for foreign contexts only returns {@code isDone()}
     */
    default boolean expireIfDue(long nowNanos) {
        return isDone();
    }

    /**
     * Does the same as {@link #expireIfDue(long)} with a reading of the runtime's clock.
     *
     * @return {@link #isDone()}
     */
    default boolean expireIfDue() {
        return expireIfDue(Answer.runtime(runtime(), this).clock().nanoTime());
    }

    /**
     * Throws an exception if this context has ended.
     *
     * @throws ContextException if this context has ended: a new exception of the class of {@link #err()}, with a stack
     *     trace. Its cause is {@link #cause()} if that is not {@code err()}
     */
    default void throwIfDone() {
        if (!isDone()) {
            return;
        }
        ContextException err = err();
        if (err == null) {
            throw CANCELED.fresh(null);
        }
        Throwable cause = cause();
        throw err.fresh(cause == err ? null : cause);
    }

    /**
     * Does the same as {@link #throwIfDone()}, and reads the clock first: it returns only if the deadline has not
     * passed. If the deadline has passed, this call ends what {@link #expireIfDue()} ends. A foreign context that does
     * not end by {@code expireIfDue} gets the exception all the same.
     *
     * @throws ContextException if this context has ended, or its deadline has passed
     */
    default void throwIfDue() {
        long nowNanos = Answer.runtime(runtime(), this).clock().nanoTime();
        expireIfDue(nowNanos);
        throwIfDone();
        long deadlineNanos = deadlineNanos();
        if (deadlineNanos != NO_DEADLINE && deadlineNanos - nowNanos <= 0) {
            throw DEADLINE_EXCEEDED.fresh(null);
        }
    }

    /**
     * Whether this context has a deadline, its own or an inherited one.
     *
     * @return whether {@link #deadlineNanos()} is not {@link #NO_DEADLINE}
     */
    default boolean hasDeadline() {
        return deadlineNanos() != NO_DEADLINE;
    }

    /**
     * The deadline in calendar time. Each call converts it with the runtime's clocks, so results may differ a little
     * from call to call.
     *
     * @return the deadline, or empty if there is none
     */
    default Optional<Instant> deadline() {
        long deadlineNanos = deadlineNanos();
        return deadlineNanos == NO_DEADLINE
                ? Optional.empty()
                : Optional.of(Answer.runtime(runtime(), this).instantOf(deadlineNanos));
    }

    /**
     * The time left until the deadline, by the runtime's clock. To compute a part of it, divide first, as in
     * {@code remainingNanos() / 10 * 8}: the product would overflow if there is no deadline. The moment of a lease is no
     * deadline: see {@link Lease#expiresNanos()}.
     *
     * @return nanoseconds until the deadline, zero or less once it has passed; {@link Long#MAX_VALUE} if there is no
     *     deadline
     */
    default long remainingNanos() {
        long deadlineNanos = deadlineNanos();
        return deadlineNanos == NO_DEADLINE
                ? Long.MAX_VALUE
                : deadlineNanos - Answer.runtime(runtime(), this).clock().nanoTime();
    }

    /**
     * Derives a context that can be cancelled.
     *
     * <p><b>Cost:</b> one small object and one compare-and-set, however many siblings there are.
     *
     * @return a child with this context's deadline and values; it is born ended if this context has ended
     */
    @CheckReturnValue
    default CancelContext withCancel() {
        return Answer.runtime(runtime(), this).core().withCancel(this);
    }

    /**
     * Does the same as {@link #withDeadline(Instant, Throwable)} without a cause.
     *
     * @param deadline the time at which the child ends at the latest
     * @return the child
     * @throws NullPointerException if {@code deadline} is null
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    @CheckReturnValue
    default CancelContext withDeadline(Instant deadline) {
        return withDeadline(deadline, null);
    }

    /**
     * Derives a context that ends at a point in calendar time. This call converts the time once, with the runtime's
     * clocks; later changes of the calendar clock do not move the deadline.
     *
     * @param deadline the time at which the child ends at the latest; a time further away than 2^62 nanoseconds is
     *     moved to that distance
     * @param cause the {@link #cause()} of the child if that deadline passes; null means {@link #DEADLINE_EXCEEDED}
     * @return the child, as {@link #withDeadlineNanos(long, Throwable)} returns it
     * @throws NullPointerException if {@code deadline} is null
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    @CheckReturnValue
    default CancelContext withDeadline(Instant deadline, @Nullable Throwable cause) {
        requireNonNull(deadline, "deadline");
        return withTimeoutNanos(Answer.runtime(runtime(), this).nanosUntil(deadline), cause);
    }

    /**
     * Does the same as {@link #withDeadlineNanos(long, Throwable)} without a cause.
     *
     * @param deadlineNanos the time at which the child ends at the latest, in nanoseconds on the scale of the runtime's
     *     clock
     * @return the child
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    @CheckReturnValue
    default CancelContext withDeadlineNanos(long deadlineNanos) {
        return withDeadlineNanos(deadlineNanos, null);
    }

    /**
     * Derives a context that ends at a point in time.
     *
     * <p>A deadline at or after this context's deadline arms no timer: the child has this context's deadline. With a
     * deadline that is not after now, the child is born ended. With {@link #NO_DEADLINE}, the child has no deadline but
     * an inherited one.
     *
     * @param deadlineNanos the time at which the child ends at the latest, in nanoseconds on the scale of the runtime's
     *     clock; a time further away than 2^62 is moved to that distance
     * @param cause the {@link #cause()} of the child if that deadline passes; null means {@link #DEADLINE_EXCEEDED}
     * @return a child with this context's values; the deadline never ends it early, not by a nanosecond
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed; nothing stays attached
     */
    @CheckReturnValue
    default CancelContext withDeadlineNanos(long deadlineNanos, @Nullable Throwable cause) {
        ContextRuntime runtime = Answer.runtime(runtime(), this);
        return runtime.core().withDeadline(this, deadlineNanos, runtime.clock().nanoTime(), cause);
    }

    /**
     * Does the same as {@link #withTimeoutNanos(long, Throwable)} with a duration and without a cause.
     *
     * @param timeout the longest life of the child
     * @return the child
     * @throws NullPointerException if {@code timeout} is null
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    @CheckReturnValue
    default CancelContext withTimeout(Duration timeout) {
        return withTimeout(timeout, null);
    }

    /**
     * Does the same as {@link #withTimeoutNanos(long, Throwable)} with a duration.
     *
     * @param timeout the longest life of the child. With zero or less, the child is born ended. More than 2^62
     *     nanoseconds means 2^62 nanoseconds
     * @param cause the {@link #cause()} of the child if that time is up; null means {@link #DEADLINE_EXCEEDED}
     * @return the child
     * @throws NullPointerException if {@code timeout} is null
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    @CheckReturnValue
    default CancelContext withTimeout(Duration timeout, @Nullable Throwable cause) {
        requireNonNull(timeout, "timeout");
        return withTimeoutNanos(Deadlines.toNanos(timeout), cause);
    }

    /**
     * Does the same as {@link #withTimeoutNanos(long, Throwable)} without a cause.
     *
     * @param timeoutNanos the longest life of the child, in nanoseconds
     * @return the child
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    @CheckReturnValue
    default CancelContext withTimeoutNanos(long timeoutNanos) {
        return withTimeoutNanos(timeoutNanos, null);
    }

    /**
     * Derives a context that ends after a time: {@link #withDeadlineNanos(long, Throwable)} with a deadline counted
     * from now.
     *
     * @param timeoutNanos the longest life of the child, in nanoseconds. With zero or less, the child is born ended.
     *     More than 2^62 means 2^62
     * @param cause the {@link #cause()} of the child if that time is up; null means {@link #DEADLINE_EXCEEDED}
     * @return the child
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed; nothing stays attached
     */
    @CheckReturnValue
    default CancelContext withTimeoutNanos(long timeoutNanos, @Nullable Throwable cause) {
        ContextRuntime runtime = Answer.runtime(runtime(), this);
        long now = runtime.clock().nanoTime();
        return runtime.core().withDeadline(this, Deadlines.after(now, timeoutNanos), now, cause);
    }

    /**
     * Derives a context that also ends when another context does, with the err and the cause of that one. The first of
     * the ends wins. Values and runtime are those of this context.
     *
     * <p>The end of the other context reaches the child, and everything below it, before any action of the other context
     * runs. The actions of the child run after those of the other context. The deadline of the child is the earlier one
     * of both if they are on the same clock; no timer is armed for it. {@link #expireIfDue(long)} on the child ends the
     * owner of that deadline, also if that is the other context.
     *
     * <p><b>Cost:</b> one link more than {@link #withCancel()}. If the other context can never end, or has the
     * {@link #done()} of this one, it costs nothing. When the child ends, each of the two lets go of it at once.
     *
     * @param other another context, of whatever runtime
     * @return the child; it is born ended if this context or the other one has ended, which are asked in this order
     * @throws NullPointerException if {@code other} is null
     */
    @CheckReturnValue
    default CancelContext withCancelOn(Context other) {
        requireNonNull(other, "other");
        return Answer.runtime(runtime(), this).core().withCancelOn(this, other);
    }

    /**
     * Derives a context that also ends when any of several other contexts does: {@link #withCancelOn(Context)} for all
     * of them. Those that have ended are asked in the order given.
     *
     * @param other another context
     * @param more further contexts, none of them null
     * @return the child
     * @throws NullPointerException if {@code other}, {@code more} or one of its elements is null
     */
    @CheckReturnValue
    default CancelContext withCancelOn(Context other, Context... more) {
        requireNonNull(other, "other");
        requireNonNull(more, "more");
        Context[] others = new Context[1 + more.length];
        others[0] = other;
        for (int i = 0; i < more.length; i++) {
            others[1 + i] = requireNonNull(more[i], "more");
        }
        return Answer.runtime(runtime(), this).core().withCancelOn(this, others);
    }

    /**
     * Does the same as {@link #withLeaseNanos(long, Throwable)} with a duration and without a cause.
     *
     * @param duration the time until the lease ends if it is not renewed
     * @return the lease
     * @throws NullPointerException if {@code duration} is null
     * @throws IllegalStateException if the runtime is closed
     */
    @CheckReturnValue
    default Lease withLease(Duration duration) {
        return withLease(duration, null);
    }

    /**
     * Does the same as {@link #withLeaseNanos(long, Throwable)} with a duration.
     *
     * @param duration the time until the lease ends if it is not renewed
     * @param cause the {@link #cause()} of the lease if that time is up; null means {@link #DEADLINE_EXCEEDED}
     * @return the lease
     * @throws NullPointerException if {@code duration} is null
     * @throws IllegalStateException if the runtime is closed
     */
    @CheckReturnValue
    default Lease withLease(Duration duration, @Nullable Throwable cause) {
        return withLeaseNanos(Deadlines.toNanos(requireNonNull(duration, "duration")), cause);
    }

    /**
     * Does the same as {@link #withLeaseNanos(long, Throwable)} without a cause.
     *
     * @param nanos the time until the lease ends if it is not renewed, in nanoseconds
     * @return the lease
     * @throws IllegalStateException if the runtime is closed
     */
    @CheckReturnValue
    default Lease withLeaseNanos(long nanos) {
        return withLeaseNanos(nanos, null);
    }

    /**
     * Derives a context that ends after a time, unless it is renewed before.
     *
     * @param nanos the time until the lease ends if it is not renewed, in nanoseconds; {@link Lease#renew()} uses it
     *     again. With zero or less, the lease is born ended. More than 2^62 means 2^62
     * @param cause the {@link #cause()} of the lease if that time is up; null means {@link #DEADLINE_EXCEEDED}
     * @return a child with this context's deadline and values; it is born ended if this context has ended
     * @throws IllegalStateException if the runtime is closed; nothing stays attached
     */
    @CheckReturnValue
    default Lease withLeaseNanos(long nanos, @Nullable Throwable cause) {
        ContextRuntime runtime = Answer.runtime(runtime(), this);
        return runtime.core().withLease(this, nanos, runtime.clock().nanoTime(), cause);
    }

    /**
     * Derives a context that binds a value. It ends with this context. No other object refers to it, so it needs no
     * close.
     *
     * @param key the key, compared by identity
     * @param value the value; null shadows the binding of an ancestor, and the key's default
     * @param <T> the type of the value
     * @return a child that shares this context's {@link #done()}
     * @throws NullPointerException if {@code key} is null
     */
    @CheckReturnValue
    default <T> Context withValue(Key<T> key, @Nullable T value) {
        requireNonNull(key, "key");
        return Answer.runtime(runtime(), this).core().withValue(this, key, value);
    }

    /**
     * Derives a context for work that outlives this context. The child has the values of this context, no deadline, and
     * never ends. Contexts derived from the child do not end with this context.
     *
     * @return a child that never ends
     */
    @CheckReturnValue
    default Context withoutCancel() {
        return Answer.runtime(runtime(), this).core().withoutCancel(this);
    }

    /**
     * Registers an action that runs when this context ends, on the thread that ends it. If this context has ended, the
     * action runs on this thread before the call returns. If this context can never end, nothing is registered.
     *
     * <p><b>Order:</b> when the action runs, every descendant reads done, whichever thread ended it. Actions of one
     * context run in the order of their registration, also if different threads registered them one after the other.
     * Within one ending call, the actions of a parent run before those of its children. Actions of siblings run in no
     * promised order. An action that is registered after the end does not wait for actions that were registered before.
     *
     * <p><b>Ends inside actions:</b> a {@code cancel()} that an action calls marks its contexts before it returns. The
     * outer ending call on the same thread runs their actions and wakes their waiters later. An action must not wait
     * for them.
     *
     * <p><b>Failures:</b> what the action throws goes to the error handler of the runtime; all other actions still run.
     *
     * @param action what to run, once; it must be brief, because the ending thread runs it
     * @return a handle that can stop the action
     * @throws NullPointerException if {@code action} is null
     */
    @CheckReturnValue
    default Registration onDone(Runnable action) {
        requireNonNull(action, "action");
        return new ForeignAction(Answer.done(done(), this), action, Answer.runtime(runtime(), this));
    }

    /**
     * Registers an action that is passed to an executor when this context ends, or at once if this context has ended.
     * The ending call never waits for the action. Go's {@code AfterFunc}.
     *
     * <p><b>Failures:</b> what the executor or the action throws goes to the error handler of the runtime.
     *
     * @param action what to run, once
     * @param executor the executor that runs it
     * @return a handle that can stop the action until it is passed to the executor;
     *     {@link Registration#stopAndAwait()} stops it until it begins
     * @throws NullPointerException if {@code action} or {@code executor} is null
     */
    @CheckReturnValue
    default Registration onDone(Runnable action, Executor executor) {
        requireNonNull(action, "action");
        requireNonNull(executor, "executor");
        return new ExecutorAction(this, action, executor, Answer.runtime(runtime(), this));
    }

    /**
     * Does the same as {@link #scheduleAfterNanos(long, Runnable)} with a duration.
     *
     * @param delay the time until the action runs
     * @param action what to run, once
     * @return a handle that can stop the action
     * @throws NullPointerException if {@code delay} or {@code action} is null
     * @throws IllegalStateException if the runtime is closed
     */
    @CheckReturnValue
    default Registration scheduleAfter(Duration delay, Runnable action) {
        return scheduleAfterNanos(Deadlines.toNanos(requireNonNull(delay, "delay")), action);
    }

    /**
     * Does the same as {@link #scheduleAfterNanos(long, Runnable, Executor)} with a duration.
     *
     * @param delay the time until the action is passed to the executor
     * @param action what to run, once
     * @param executor the executor that runs it
     * @return a handle that can stop the action
     * @throws NullPointerException if {@code delay}, {@code action} or {@code executor} is null
     * @throws IllegalStateException if the runtime is closed
     */
    @CheckReturnValue
    default Registration scheduleAfter(Duration delay, Runnable action, Executor executor) {
        return scheduleAfterNanos(Deadlines.toNanos(requireNonNull(delay, "delay")), action, executor);
    }

    /**
     * Schedules an action that runs after a time, unless this context ends before. It runs on the thread that ends
     * contexts at their deadlines; with a delay of zero or less in the next cycle of that thread, never inside this
     * call. It never runs early. The end of this context releases the action. If this context has ended, nothing is
     * scheduled. A root schedules too.
     *
     * <p>{@link ContextRuntime#close()} drops the action. {@link Registration#stop()} is {@code false} once this context
     * has ended.
     *
     * <p><b>Failures:</b> what the action throws goes to the error handler of the runtime. <b>Cost:</b> that of
     * {@link #withTimeoutNanos(long)}.
     *
     * @param delayNanos the time until the action runs, in nanoseconds; more than 2^62 means 2^62
     * @param action what to run, once; it must be brief, because deadlines wait for it
     * @return a handle that can stop the action
     * @throws NullPointerException if {@code action} is null
     * @throws IllegalStateException if the runtime is closed; nothing stays attached
     */
    @CheckReturnValue
    default Registration scheduleAfterNanos(long delayNanos, Runnable action) {
        requireNonNull(action, "action");
        ContextRuntime runtime = Answer.runtime(runtime(), this);
        return runtime.core().schedule(this, delayNanos, runtime.clock().nanoTime(), action, null);
    }

    /**
     * Schedules an action that is passed to an executor after a time, unless this context ends before. The action does
     * not begin once this context has ended, or once {@link Registration#stop()} was {@code true}, which is so also for
     * an action that was passed to the executor and has not begun. Otherwise this method does the same as
     * {@link #scheduleAfterNanos(long, Runnable)}.
     *
     * <p><b>Failures:</b> what the executor or the action throws goes to the error handler of the runtime. An action
     * that the executor rejects is dropped.
     *
     * @param delayNanos the time until the action is passed to the executor, in nanoseconds; more than 2^62 means 2^62
     * @param action what to run, once
     * @param executor the executor that runs it
     * @return a handle that can stop the action
     * @throws NullPointerException if {@code action} or {@code executor} is null
     * @throws IllegalStateException if the runtime is closed; nothing stays attached
     */
    @CheckReturnValue
    default Registration scheduleAfterNanos(long delayNanos, Runnable action, Executor executor) {
        requireNonNull(action, "action");
        requireNonNull(executor, "executor");
        ContextRuntime runtime = Answer.runtime(runtime(), this);
        return runtime.core().schedule(this, delayNanos, runtime.clock().nanoTime(), action, executor);
    }

    /**
     * Parks this thread, platform or virtual, until this context ends. Returns at once if this context has ended, even
     * if the thread is interrupted.
     *
     * @throws InterruptedException if interrupted before the end; nothing that refers to the thread stays registered
     */
    default void await() throws InterruptedException {
        Answer.done(done(), this).await();
    }

    /**
     * Does the same as {@link #awaitNanos} with a duration.
     *
     * @param timeout how long to wait, in real time; with zero or less the call does not wait
     * @return {@code true} if this context has ended, {@code false} if the time was up first
     * @throws InterruptedException if interrupted before either; nothing that refers to the thread stays registered
     * @throws NullPointerException if {@code timeout} is null
     */
    default boolean await(Duration timeout) throws InterruptedException {
        requireNonNull(timeout, "timeout");
        return awaitNanos(Deadlines.toNanos(timeout));
    }

    /**
     * Parks this thread, platform or virtual, until this context ends or the timeout has passed. Returns at once if
     * this context has ended, even if the thread is interrupted.
     *
     * @param timeoutNanos how long to wait, in nanoseconds of {@link System#nanoTime()}, whatever the clock of the
     *     runtime is; with zero or less the call does not wait
     * @return {@code true} if this context has ended, {@code false} if the time was up first
     * @throws InterruptedException if interrupted before either; nothing that refers to the thread stays registered
     */
    default boolean awaitNanos(long timeoutNanos) throws InterruptedException {
        return Answer.done(done(), this).awaitNanos(timeoutNanos);
    }
}
