package dev.curfew;

import static java.util.Objects.requireNonNull;

import dev.curfew.spi.Deadlines;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A deadline, a cancellation signal and request-scoped values, carried across API boundaries: Go's {@code context}.
 *
 * <p>A server makes one context per request and hands it, as the first parameter, to everything that works for that
 * request. When the client goes away, the work is rejected or its time is up, one call ends the context, and everything
 * below it stops:
 *
 * <pre>{@code
 * static final Key<String> USER = Key.of("user");
 *
 * try (CancelContext request = Context.background().withTimeout(Duration.ofMillis(50))) {
 *     Context call = request.withValue(USER, "ada");
 *     call.onDone(() -> socket.cancelRead());     // runs when the request ends, whyever it does
 *     while (!call.isDone()) {
 *         step(call);                             // polling: one read
 *     }
 *     call.throwIfDone();
 * }                                               // close() is cancel(): the parent lets go
 * }</pre>
 *
 * <h2>The tree</h2>
 * Contexts form a tree under {@link #background()}. The {@code with…} methods derive a child and never change the parent.
 * A child ends when its parent does, with the same {@link #err()} and {@link #cause()}; a child never ends its parent.
 * Whoever derives a {@link CancelContext} cancels it when its work is over, so that a long-lived parent retains only
 * what is live. It lets go of an ended child at once, in whatever order children end, also while others live on.
 *
 * <h2>The end</h2>
 * A context ends once, and the first end wins: {@link CancelContext#cancel()}, its deadline, or its parent. From then on
 * {@link #isDone()} is true, {@code err()} is {@link #CANCELED} or {@link #DEADLINE_EXCEEDED}, and {@code cause()} says
 * more where somebody gave a cause. The call that ends a context ends every descendant before it returns. It first flags
 * them all, then runs actions and wakes waiters: whoever is told finds everything below already done, whichever thread ended
 * it. Only somebody who polls while such a call is under way may see a descendant live for a moment after its ancestor
 * reads done. This holds for contexts of this library; below a foreign one, children end when its {@link Done} says so.
 *
 * <h2>Finding out</h2>
 * Poll with {@code isDone()}, in loops and between steps. Register with {@link #onDone(Runnable)} what has to be stopped
 * from outside: a socket, a future, a queue entry. Park with {@link #await()}. Leave with {@link #throwIfDone()}.
 *
 * <h2>Time</h2>
 * {@code …Nanos} values are on the scale of the {@link org.agrona.concurrent.NanoClock} of the {@link #runtime()}, by
 * default {@link System#nanoTime()}. Such points in time wrap: compare them by difference. A deadline is never early.
 *
 * <h2>Values</h2>
 * Values are for what belongs to the request and crosses API boundaries, such as its id or user; not for parameters.
 * Keys are compared by identity. {@code toString} shows the path with the names of keys and no values.
 *
 * <h2>Contracts common to all methods</h2>
 * <b>Threads:</b> any thread may call anything. <b>Progress:</b> on the lock-free core no call waits for another thread,
 * but {@code await}. <b>Memory:</b> what a thread did before the call that ended a context happens-before any
 * {@code isDone()} that is true, any {@code err()} that is not null, and any action or wake-up that the end causes.
 * <b>Failures:</b> an argument that is null and not marked {@code @Nullable} gives a {@link NullPointerException} that
 * names the parameter, and nothing is registered. <b>Cost:</b> see the table in the package's documentation.
 *
 * <h2>Implementing it</h2>
 * A foreign implementation needs four methods: {@link #deadlineNanos()}, {@link #done()}, {@link #err()} and
 * {@link #value}. To change some answers of an existing context, extend {@link ForwardingContext}. A class that is its own
 * {@link Done} overrides {@code await()} and {@code awaitNanos}, which both interfaces have.
 */
public interface Context {

    /** What {@link #deadlineNanos()} gives where there is no deadline. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /** "context canceled": shared, without stack trace, never thrown. Compare by {@code ==}. */
    CanceledException CANCELED = CanceledException.SHARED;

    /** "context deadline exceeded": shared, without stack trace, never thrown. Compare by {@code ==}. */
    DeadlineExceededException DEADLINE_EXCEEDED = DeadlineExceededException.SHARED;

    /**
     * The root of the shared runtime: no deadline, no values, never done. The start of most trees.
     *
     * @return {@link ContextRuntime#background()} of {@link ContextRuntime#shared()}
     * @throws IllegalArgumentException if a {@code curfew.*} system property has a bad value
     */
    static Context background() {
        return ContextRuntime.shared().background();
    }

    /**
     * A root like {@link #background()} under another name, for code that does not know yet which context to use.
     *
     * @return {@link ContextRuntime#todo()} of {@link ContextRuntime#shared()}
     * @throws IllegalArgumentException if a {@code curfew.*} system property has a bad value
     */
    static Context todo() {
        return ContextRuntime.shared().todo();
    }

    // The four questions. A foreign implementation needs only these.

    /**
     * When this context ends by itself, at the latest.
     *
     * @return a point in time in nanoseconds on the scale of the runtime's clock, or {@link #NO_DEADLINE}; never changes
     */
    long deadlineNanos();

    /**
     * The signal of this context's end. Contexts derived from this one attach to it.
     *
     * @return the same object every time; {@link Done#NEVER} if this context can never end
     */
    Done done();

    /**
     * Why this context ended.
     *
     * @return null until done, then for ever the same shared instance: {@link #CANCELED} or {@link #DEADLINE_EXCEEDED}
     */
    @Nullable
    ContextException err();

    /**
     * The value that this context or its nearest ancestor binds to a key.
     *
     * <p><b>Cost:</b> a hit or miss takes a few reads at any depth; nothing is allocated.
     *
     * @param key the key, compared by identity
     * @param <T> the type of the value
     * @return the nearest binding, which may be null, else the key's default
     * @throws NullPointerException if {@code key} is null
     */
    <T> @Nullable T value(Key<T> key);

    // Derived from the four; implementations override for speed.

    /**
     * What deriving from this context uses: the core, the clock and the timing wheel.
     *
     * @return by default {@link ContextRuntime#shared()}
     */
    default ContextRuntime runtime() {
        return ContextRuntime.shared();
    }

    /**
     * What brought the end about, in the words of whoever did: the cause given to {@link CancelContext#cancel(Throwable)}
     * or to the deadline that passed, on this context or the ancestor that ended it.
     *
     * @return null exactly while {@link #err()} is null, then for ever the same instance; {@code err()} where no cause
     *     was given
     */
    default @Nullable Throwable cause() {
        return err();
    }

    /**
     * Whether this context has ended. Implied by {@link #err()} not being null.
     *
     * <p><b>Cost:</b> one read of the context's state, and of the class of what it refers to; writes nothing.
     *
     * @return {@code true} from the end on
     */
    default boolean isDone() {
        return done().isDone();
    }

    /**
     * Ends by polling: if the deadline has passed at {@code nowNanos}, ends the context that owns it, this one or the
     * ancestor it is inherited from, on this thread, just as its timer would. For duty cycles with a clock reading of
     * their own: expiry is seen in time, however late the timer's thread is. If that thread is in the middle of ending
     * the context, this call flags the rest itself, and so returns {@code true} once the deadline has passed. The one query
     * with a side effect.
     *
     * @param nowNanos a current reading of the runtime's clock
     * @return {@link #isDone()}; if {@code true}, every descendant that was attached before the call reads done too. A
     *     foreign context by default does nothing else
     */
    default boolean expireIfDue(long nowNanos) {
        return isDone();
    }

    /**
     * Leaves if this context has ended.
     *
     * @throws ContextException if done: a fresh one of the kind of {@link #err()}, with a stack trace, whose cause is
     *     {@link #cause()} where that differs from {@code err()}
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
     * Whether this context ends by itself some time.
     *
     * @return whether {@link #deadlineNanos()} is not {@link #NO_DEADLINE}
     */
    default boolean hasDeadline() {
        return deadlineNanos() != NO_DEADLINE;
    }

    /**
     * The deadline by the calendar, converted with the runtime's clocks at this call; so it may differ a little from
     * call to call.
     *
     * @return the deadline, or empty if there is none
     */
    default Optional<Instant> deadline() {
        long deadlineNanos = deadlineNanos();
        return deadlineNanos == NO_DEADLINE
                ? Optional.empty()
                : Optional.of(runtime().instantOf(deadlineNanos));
    }

    /**
     * The time left, by the runtime's clock.
     *
     * @return nanoseconds until the deadline, zero or less once it has passed; {@link Long#MAX_VALUE} without deadline
     */
    default long remainingNanos() {
        long deadlineNanos = deadlineNanos();
        return deadlineNanos == NO_DEADLINE
                ? Long.MAX_VALUE
                : deadlineNanos - runtime().clock().nanoTime();
    }

    /**
     * Derives a context that can be cancelled.
     *
     * <p><b>Cost:</b> one small object and one compare-and-set, however many siblings there are.
     *
     * @return a child with this context's deadline and values; born ended if this context has ended
     */
    default CancelContext withCancel() {
        return runtime().core().withCancel(this);
    }

    /**
     * {@link #withDeadline(Instant, Throwable)} without a cause.
     *
     * @param deadline when the child ends at the latest
     * @return the child
     * @throws NullPointerException if {@code deadline} is null
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    default CancelContext withDeadline(Instant deadline) {
        return withDeadline(deadline, null);
    }

    /**
     * Derives a context that ends at a point in calendar time, converted once, now, with the runtime's clocks; later
     * changes of the calendar clock do not move it.
     *
     * @param deadline when the child ends at the latest; further away than 2^62 nanoseconds means just that far
     * @param cause what {@link #cause()} gives when that deadline passes; null means {@link #DEADLINE_EXCEEDED}
     * @return the child, as of {@link #withDeadlineNanos(long, Throwable)}
     * @throws NullPointerException if {@code deadline} is null
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    default CancelContext withDeadline(Instant deadline, @Nullable Throwable cause) {
        requireNonNull(deadline, "deadline");
        return withTimeoutNanos(runtime().nanosUntil(deadline), cause);
    }

    /**
     * {@link #withDeadlineNanos(long, Throwable)} without a cause.
     *
     * @param deadlineNanos when the child ends at the latest
     * @return the child
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    default CancelContext withDeadlineNanos(long deadlineNanos) {
        return withDeadlineNanos(deadlineNanos, null);
    }

    /**
     * Derives a context that ends at a point in time.
     *
     * <p>A deadline at or after this context's arms no timer: the child has this context's deadline. One that is not
     * after now makes a child that is born ended. {@link #NO_DEADLINE} sets none.
     *
     * @param deadlineNanos when the child ends at the latest, in nanoseconds on the scale of the runtime's clock;
     *     further away than 2^62 means just that far
     * @param cause what {@link #cause()} gives when that deadline passes; null means {@link #DEADLINE_EXCEEDED}
     * @return a child with this context's values; never ended by the deadline early, not by a nanosecond
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed; nothing stays attached
     */
    default CancelContext withDeadlineNanos(long deadlineNanos, @Nullable Throwable cause) {
        ContextRuntime runtime = runtime();
        return runtime.core().withDeadline(this, deadlineNanos, runtime.clock().nanoTime(), cause);
    }

    /**
     * {@link #withTimeoutNanos(long, Throwable)} with a duration and without a cause.
     *
     * @param timeout how long the child lives at the most
     * @return the child
     * @throws NullPointerException if {@code timeout} is null
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    default CancelContext withTimeout(Duration timeout) {
        return withTimeout(timeout, null);
    }

    /**
     * {@link #withTimeoutNanos(long, Throwable)} with a duration.
     *
     * @param timeout how long the child lives at the most; zero and less: it is born ended; longer than 2^62
     *     nanoseconds means just that long
     * @param cause what {@link #cause()} gives when that time is up; null means {@link #DEADLINE_EXCEEDED}
     * @return the child
     * @throws NullPointerException if {@code timeout} is null
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    default CancelContext withTimeout(Duration timeout, @Nullable Throwable cause) {
        requireNonNull(timeout, "timeout");
        return withTimeoutNanos(Deadlines.toNanos(timeout), cause);
    }

    /**
     * {@link #withTimeoutNanos(long, Throwable)} without a cause.
     *
     * @param timeoutNanos how long the child lives at the most, in nanoseconds
     * @return the child
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed
     */
    default CancelContext withTimeoutNanos(long timeoutNanos) {
        return withTimeoutNanos(timeoutNanos, null);
    }

    /**
     * Derives a context that ends after a time: {@link #withDeadlineNanos(long, Throwable)} from now on.
     *
     * @param timeoutNanos how long the child lives at the most, in nanoseconds; zero and less: it is born ended; more
     *     than 2^62 means just that long
     * @param cause what {@link #cause()} gives when that time is up; null means {@link #DEADLINE_EXCEEDED}
     * @return the child
     * @throws IllegalStateException if a timer has to be armed and the runtime is closed; nothing stays attached
     */
    default CancelContext withTimeoutNanos(long timeoutNanos, @Nullable Throwable cause) {
        ContextRuntime runtime = runtime();
        long now = runtime.clock().nanoTime();
        return runtime.core().withDeadline(this, Deadlines.after(now, timeoutNanos), now, cause);
    }

    /**
     * Derives a context that binds a value. It ends with this context and costs nobody anything when it is dropped.
     *
     * @param key the key, compared by identity
     * @param value the value; null shadows what an ancestor binds, and the key's default
     * @param <T> the type of the value
     * @return a child that shares this context's {@link #done()}
     * @throws NullPointerException if {@code key} is null
     */
    default <T> Context withValue(Key<T> key, @Nullable T value) {
        requireNonNull(key, "key");
        return runtime().core().withValue(this, key, value);
    }

    /**
     * Derives a context for work that outlives this one: it keeps the values and drops deadline and cancellation.
     * Contexts derived from it are not ended from above it.
     *
     * @return a child that never ends by itself
     */
    default Context withoutCancel() {
        return runtime().core().withoutCancel(this);
    }

    /**
     * Runs an action when this context ends, on the thread that ends it; on this thread, before returning, if it has
     * ended. On a context that can never end nothing is registered.
     *
     * <p><b>Order:</b> when the action runs, every descendant reads done, whichever thread ended it. Actions of one context
     * run in the order of their registration, also if different threads registered them one after the other. Within
     * one ending call, those of a parent run before those of its children, those of siblings in no promised order. An action
     * that is registered after the end does not wait for those that were registered before.
     *
     * <p><b>Ends inside actions:</b> a {@code cancel()} that an action calls flags its contexts before it returns, and leaves
     * their actions and waiters to the outer ending call on the same thread. An action must not wait for them.
     *
     * <p><b>Failures:</b> what the action throws goes to the error handler of the runtime; everything else still runs.
     *
     * @param action what to run, once; brief, because the ending thread runs it
     * @return a handle that takes the action back
     * @throws NullPointerException if {@code action} is null
     */
    default Registration onDone(Runnable action) {
        requireNonNull(action, "action");
        return ForeignAction.register(done(), action, runtime());
    }

    /**
     * Hands an action to an executor when this context ends, at once if it has ended. The ending call never waits for
     * the action. Go's {@code AfterFunc}.
     *
     * <p><b>Failures:</b> what the executor or the action throws goes to the error handler of the runtime.
     *
     * @param action what to run, once
     * @param executor what runs it
     * @return a handle that takes the action back, until it is handed over
     * @throws NullPointerException if {@code action} or {@code executor} is null
     */
    default Registration onDone(Runnable action, Executor executor) {
        requireNonNull(action, "action");
        requireNonNull(executor, "executor");
        return onDone(new HandedOverAction(action, executor, runtime()));
    }

    /**
     * Parks this thread, platform or virtual, until this context ends. Returns at once, even interrupted, if it has.
     *
     * @throws InterruptedException if interrupted before the end; nothing stays registered that holds the thread
     */
    default void await() throws InterruptedException {
        done().await();
    }

    /**
     * {@link #awaitNanos} with a duration.
     *
     * @param timeout how long to wait; zero and less only ask
     * @return {@code true} if this context has ended, {@code false} if the time was up first
     * @throws InterruptedException if interrupted before either; nothing stays registered that holds the thread
     * @throws NullPointerException if {@code timeout} is null
     */
    default boolean await(Duration timeout) throws InterruptedException {
        requireNonNull(timeout, "timeout");
        return awaitNanos(Deadlines.toNanos(timeout));
    }

    /**
     * Parks this thread, platform or virtual, until this context ends or the timeout has passed. Returns at once, even
     * interrupted, if it has ended.
     *
     * @param timeoutNanos how long to wait, in nanoseconds of real time; zero and less only ask
     * @return {@code true} if this context has ended, {@code false} if the time was up first
     * @throws InterruptedException if interrupted before either; nothing stays registered that holds the thread
     */
    default boolean awaitNanos(long timeoutNanos) throws InterruptedException {
        return done().awaitNanos(timeoutNanos);
    }
}
