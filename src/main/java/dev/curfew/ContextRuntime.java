package dev.curfew;

import static java.util.Objects.requireNonNull;

import dev.curfew.internal.ActionWait;
import dev.curfew.internal.Blockers;
import dev.curfew.internal.Callbacks;
import dev.curfew.internal.Classes;
import dev.curfew.internal.ContextCore;
import dev.curfew.internal.DeadlineService.DeadlineAgent;
import dev.curfew.internal.Deadlines;
import dev.curfew.internal.DriverThread;
import dev.curfew.internal.Ends;
import dev.curfew.internal.Forwarded;
import dev.curfew.internal.InlineIfRejected;
import dev.curfew.internal.LoggingErrorHandler;
import dev.curfew.internal.PathFormat;
import dev.curfew.internal.Printable;
import dev.curfew.internal.TickOption;
import dev.curfew.internal.WheelOptions;
import dev.curfew.internal.lockfree.LockFreeCore;
import dev.curfew.internal.mutex.MutexCore;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * One core, one clock and one timing wheel. Most programs use {@link #shared()} and never see this class. Build a
 * runtime of your own for another core, for another error handler, or for deadlines that must not share a thread with
 * others.
 *
 * <p>{@link Builder#core} chooses the core, else the system property {@code curfew.core} ({@code lock-free} or
 * {@code mutex}), else it is the lock-free core. Contexts of different cores and runtimes may be derived from each
 * other.
 *
 * <p><b>Threads:</b> thread-safe, except for methods marked "wheel thread only". The wheel thread ends contexts at
 * their deadlines. By default it is a daemon thread of the runtime. The first deadline starts it, it parks when there
 * is nothing to do, and it ends when no deadline was armed for five seconds. If the runtime is
 * {@linkplain Builder#callerDriven() caller-driven}, the wheel thread is a thread of yours. Actions without an executor
 * run on the wheel thread when a deadline ends their context. They must be brief; an action that waits for another
 * deadline waits for ever.
 *
 * <p><b>How late:</b> never early, not by a nanosecond of the runtime's clock. Late by the rest of the
 * {@linkplain Builder#tick tick} in which the deadline falls, plus the wake-up latency of the wheel thread, plus the
 * actions that it runs first. If that is too late, poll {@link Context#expireIfDue}.
 */
public final class ContextRuntime implements AutoCloseable {

    /** The implementations behind the API. */
    public enum Core {
        /** The state is one compare-and-set word, children are in a short lock-free stack or in slots. The default. */
        LOCK_FREE,
        /** The straightforward way: a lock, a list of children and a timer per context. For comparisons. */
        MUTEX;

        private static final String PROPERTY = "curfew.core";

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static Core fromProperty() {
            String value = System.getProperty(PROPERTY);
            if (value == null) {
                return LOCK_FREE;
            }
            for (Core core : values()) {
                if (core.text().equals(value)) {
                    return core;
                }
            }
            throw new IllegalArgumentException("system property " + PROPERTY + " is \"" + Printable.of(value)
                    + "\", allowed are " + LOCK_FREE.text() + " and " + MUTEX.text());
        }
    }

    private final NanoClock clock;
    private final EpochNanoClock epochClock;
    private final Callbacks callbacks;
    private final ContextCore core;
    private final boolean closeable;

    ContextRuntime(Builder builder, boolean closeable) {
        this.closeable = closeable;
        clock = builder.clock;
        epochClock = builder.epochClock;
        callbacks = new Callbacks(builder.errorHandler != null ? builder.errorHandler : LoggingErrorHandler.create());
        Core choice = builder.core != null ? builder.core : Core.fromProperty();
        builder.check(choice);
        core = switch (choice) {
            case LOCK_FREE -> new LockFreeCore(this, callbacks, builder.wheelOptions());
            case MUTEX -> new MutexCore(this, callbacks);
        };
        initializeClasses();
    }

    /** The core does the same with its classes. */
    private static void initializeClasses() {
        PathFormat.rehearse();
        Classes.initialize(
                ForwardingContext.class,
                Deadlines.class,
                DriverThread.class,
                Key.class,
                ActionWait.class,
                ActionWait.ThreadAction.class,
                ExecutorAction.class,
                ParkedWaiter.class,
                Blockers.class,
                Ends.class,
                InlineIfRejected.class,
                Forwarded.Binding.class);
    }

    /**
     * The runtime behind {@link Context#background()}. It is made on first use and never closed.
     *
     * @return always the same runtime
     * @throws IllegalArgumentException if the runtime is not made yet and a {@code curfew.*} system property has a bad
     *     value
     */
    public static ContextRuntime shared() {
        return SharedRuntime.get();
    }

    /**
     * Begins to build the shared runtime, with other options than the defaults. An application that wants them builds it
     * first of all. {@link #close()} has no effect on it.
     *
     * @return a builder whose {@link Builder#build()} makes the runtime that {@link #shared()} returns from then on; it
     *     throws {@link IllegalStateException} if the shared runtime is in use by then
     * @throws IllegalStateException if the shared runtime is in use; the message says who used it first
     */
    public static Builder sharedBuilder() {
        SharedRuntime.checkUnused();
        Builder builder = new Builder();
        builder.shares = true;
        return builder;
    }

    /**
     * Begins to build a runtime.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The root of this runtime's contexts. It has no deadline and no values, and never ends.
     *
     * @return always the same context
     */
    public Context background() {
        return core.background();
    }

    /**
     * A root like {@link #background()} under another name, for code for which it is not decided yet which context to
     * use.
     *
     * @return always the same context
     */
    public Context todo() {
        return core.todo();
    }

    /**
     * The clock on whose scale deadlines are.
     *
     * @return the clock; {@link System#nanoTime()} unless the builder got another one
     */
    public NanoClock clock() {
        return clock;
    }

    /**
     * Starts the runtime's own thread now and not with the first deadline. The thread then stays. Without this call, it
     * ends when no deadline was armed for five seconds, and the next deadline starts it again. Does nothing if the
     * runtime is caller-driven, or on the mutex core. If the thread factory fails, the error handler gets the failure,
     * and the next deadline tries again.
     *
     * @return this runtime
     * @throws IllegalStateException if this runtime is closed
     */
    public ContextRuntime start() {
        core.deadlines().start();
        return this;
    }

    /**
     * The agent of a caller-driven runtime, for a duty cycle such as that of an
     * {@link org.agrona.concurrent.AgentInvoker} or an {@link org.agrona.concurrent.AgentRunner}. Each {@code doWork}
     * ends contexts whose deadline has passed, about 1,024 at most, on the thread that calls it. The tree below one of
     * them always ends as a whole. {@code onClose} closes this runtime.
     *
     * <p><b>Threads:</b> any thread may call this method. The methods of the agent are for the wheel thread only; one
     * thread at a time may be that.
     *
     * @return always the same agent
     * @throws IllegalStateException if this runtime is not caller-driven
     */
    public Agent agent() {
        return deadlineAgent();
    }

    /**
     * Until when the wheel thread of a caller-driven runtime may block. Call this method last before the thread blocks,
     * and {@code agent().doWork()} first after it has woken. In between, the {@code wakeup} of
     * {@link Builder#callerDriven(Runnable)} wakes the thread when a nearer deadline is armed.
     *
     * <p><b>Threads:</b> wheel thread only.
     *
     * @return a time on the scale of {@link #clock()}, in the past if there is work now; {@link Long#MAX_VALUE} if no
     *     deadline is armed
     * @throws IllegalStateException if this runtime is not caller-driven
     */
    public long nextWakeNanos() {
        return deadlineAgent().nextWakeNanos();
    }

    private DeadlineAgent deadlineAgent() {
        DeadlineAgent agent = core.deadlines().agent();
        if (agent == null) {
            throw new IllegalStateException("the runtime is not caller-driven: it has no agent to run");
        }
        return agent;
    }

    /**
     * Stops the timing wheel. Live contexts with a deadline of their own end with {@link Context#CANCELED} and an
     * {@link IllegalStateException} as cause. Setting a deadline that has not passed throws such an exception from now
     * on. Everything without a deadline keeps working. Idempotent; does nothing to {@link #shared()}.
     *
     * <p>This call waits until the runtime's own thread has ended these contexts, except if the calling thread is
     * itself one that ends contexts at their deadlines, of whichever runtime. An interrupt ends the waiting, and stays
     * set. A caller-driven runtime ends the contexts in the next {@code doWork} or {@code onClose} of its agent, and
     * this call does not wait.
     */
    @Override
    public void close() {
        if (closeable) {
            core.deadlines().close();
        }
    }

    /**
     * Closes as {@link #close()} does, and waits at most {@code timeout} until the contexts with a deadline have ended,
     * also if the runtime is caller-driven. Does nothing to {@link #shared()}, and returns {@code false}.
     *
     * @param timeout how long to wait; with zero or less the call does not wait
     * @return {@code true} if all contexts with a deadline have ended; {@code false} if the time was up first, or if
     *     this thread was interrupted, or if it is itself one that ends contexts at their deadlines
     * @throws NullPointerException if {@code timeout} is null
     */
    public boolean close(Duration timeout) {
        long nanos = Deadlines.toNanos(requireNonNull(timeout, "timeout"));
        return closeable && core.deadlines().close(nanos);
    }

    ContextCore core() {
        return core;
    }

    /** Runs an action of a user, and reports what it throws. */
    void run(Runnable action) {
        callbacks.run(action);
    }

    void report(Throwable failure) {
        callbacks.onError(failure);
    }

    /** The calendar time of a point in time on the scale of the clock. */
    Instant instantOf(long deadlineNanos) {
        return epochNow().plusNanos(deadlineNanos - clock.nanoTime());
    }

    /** The time until a point in calendar time, saturated at {@link Deadlines#MAX_NANOS} on either side. */
    long nanosUntil(Instant then) {
        return Deadlines.toNanos(Duration.between(epochNow(), then));
    }

    private Instant epochNow() {
        return Instant.ofEpochSecond(0, epochClock.nanoTime());
    }

    /** Options of a {@link ContextRuntime}. <b>Threads:</b> one thread at a time. */
    public static final class Builder {

        private @Nullable Core core;
        private @Nullable ErrorHandler errorHandler;
        private NanoClock clock = SystemNanoClock.INSTANCE;
        private EpochNanoClock epochClock = SystemEpochNanoClock.INSTANCE;
        private long tickNanos;
        private @Nullable IdleStrategy idleStrategy;
        private @Nullable ThreadFactory threadFactory;
        private boolean callerDriven;
        private boolean shares;
        private @Nullable Runnable wakeup;
        /** The given options that only the timing wheel has, in the order in which they were first given. */
        private final Set<String> wheelOptions = new LinkedHashSet<>();

        private Builder() {}

        /**
         * Sets the core, whatever the value of the system property is.
         *
         * @param core the core
         * @return this builder
         * @throws NullPointerException if {@code core} is null
         */
        public Builder core(Core core) {
            this.core = requireNonNull(core, "core");
            return this;
        }

        /**
         * Sets the handler of exceptions that actions, executors and foreign {@link Done}s throw. By default, the
         * {@link System.Logger} named {@code dev.curfew} logs them as errors: ten per second, and how many others there
         * were.
         *
         * @param handler called on the thread of the failure, perhaps on several threads at once. A failure at the end
         *     of a stack is reported later, when a callback returns with room on its stack. What the handler throws is
         *     printed on {@link System#err}
         * @return this builder
         * @throws NullPointerException if {@code handler} is null
         */
        public Builder errorHandler(ErrorHandler handler) {
            errorHandler = requireNonNull(handler, "handler");
            return this;
        }

        /**
         * Sets the clock on whose scale deadlines are. A clock that does not follow real time, such as that of a test,
         * needs {@link #callerDriven()}, because the runtime's own thread parks in real time. A clock that a test sets
         * to a deadline also needs a {@link #tick} of 1 ns, or the context ends only when the tick of the deadline is
         * over. The timeouts of {@link Context#await(Duration)} and {@link Context#awaitNanos} are in real time.
         *
         * @param clock read by any thread; it may wrap, and may step: a context ends only when the clock is read at or
         *     after the deadline
         * @return this builder
         * @throws NullPointerException if {@code clock} is null
         */
        public Builder clock(NanoClock clock) {
            this.clock = requireNonNull(clock, "clock");
            return withWheelOption("clock");
        }

        /**
         * Sets the calendar clock, with which {@link Context#withDeadline(Instant)} and {@link Context#deadline()}
         * convert.
         *
         * @param clock nanoseconds since 1970-01-01T00:00Z, read by any thread
         * @return this builder
         * @throws NullPointerException if {@code clock} is null
         */
        public Builder epochClock(EpochNanoClock clock) {
            this.epochClock = requireNonNull(clock, "clock");
            return withWheelOption("epochClock");
        }

        /**
         * Sets the tick of the timing wheel: a context may end that much after its deadline. The default is the system
         * property {@code curfew.tick}, in nanoseconds, else 65,536 ns. A tick costs a wake-up of the wheel thread only
         * if deadlines pass in it. With a longer tick, the wheel thread ends more contexts per wake-up.
         *
         * @param tick the tick, rounded up to a power of two nanoseconds; at most 2<sup>62</sup>
         * @return this builder
         * @throws NullPointerException if {@code tick} is null
         * @throws IllegalArgumentException if it is not positive or too long
         */
        public Builder tick(Duration tick) {
            tickNanos = TickOption.checked(requireNonNull(tick, "tick"), "tick");
            return withWheelOption("tick");
        }

        /**
         * Sets what the runtime's own thread does between cycles: spin, yield, or back off. By default it parks until
         * the next deadline. With a strategy, no other thread wakes it, so the strategy decides how late contexts end.
         *
         * @param idle the strategy; only that thread uses it
         * @return this builder
         * @throws NullPointerException if {@code idle} is null
         */
        public Builder idleStrategy(IdleStrategy idle) {
            idleStrategy = requireNonNull(idle, "idle");
            return withWheelOption("idleStrategy");
        }

        /**
         * Sets the factory of the runtime's own thread. By default that thread is a daemon that inherits nothing from
         * the thread that happens to set the first deadline.
         *
         * @param factory called by the thread that sets the deadline. If it fails, the error handler gets the failure,
         *     and the next deadline tries again
         * @return this builder
         * @throws NullPointerException if {@code factory} is null
         */
        public Builder threadFactory(ThreadFactory factory) {
            threadFactory = requireNonNull(factory, "factory");
            return withWheelOption("threadFactory");
        }

        /**
         * Makes a thread of yours the wheel thread: it runs {@link ContextRuntime#agent()} in a duty cycle that does
         * not block. The runtime has no thread of its own. No context ends at its deadline before the first cycle, so
         * start that thread first; some event loops start theirs only with their first task. A context ends in the
         * first {@code doWork} that reads the clock after the end of the deadline's {@link #tick}.
         *
         * @return this builder
         */
        public Builder callerDriven() {
            callerDriven = true;
            wakeup = null;
            return withWheelOption("callerDriven");
        }

        /**
         * Does the same as {@link #callerDriven()} for a duty cycle that blocks until
         * {@link ContextRuntime#nextWakeNanos()}, such as one around a selector.
         *
         * @param wakeup wakes the wheel thread, or keeps it from falling asleep, as {@code Selector.wakeup()} does. Any
         *     thread may call it: one that sets a deadline before the end of the sleep, cancels a deadline during the
         *     sleep, or closes the runtime. The error handler gets what it throws
         * @return this builder
         * @throws NullPointerException if {@code wakeup} is null
         */
        public Builder callerDriven(Runnable wakeup) {
            this.wakeup = requireNonNull(wakeup, "wakeup");
            callerDriven = true;
            return withWheelOption("callerDriven");
        }

        private Builder withWheelOption(String name) {
            wheelOptions.add(name);
            return this;
        }

        private void check(Core choice) {
            if (choice == Core.MUTEX && !wheelOptions.isEmpty()) {
                throw new IllegalStateException("not with the mutex core: " + String.join(", ", wheelOptions));
            }
            if (callerDriven && (idleStrategy != null || threadFactory != null)) {
                Set<String> given = new LinkedHashSet<>(wheelOptions);
                given.retainAll(Set.of("idleStrategy", "threadFactory"));
                throw new IllegalStateException("not with callerDriven: " + String.join(", ", given));
            }
        }

        private WheelOptions wheelOptions() {
            long tick = tickNanos > 0 ? tickNanos : TickOption.fromProperty();
            return new WheelOptions(clock, tick, idleStrategy, threadFactory, callerDriven, wakeup);
        }

        /**
         * Makes the runtime. Its own thread starts with the first deadline, or with {@link ContextRuntime#start()}.
         *
         * @return a new runtime
         * @throws IllegalArgumentException if a system property that decides an option has a bad value
         * @throws IllegalStateException if options contradict each other: an option of the timing wheel with the mutex
         *     core (these are all options except {@code core} and {@code errorHandler}), or {@code idleStrategy} or
         *     {@code threadFactory} with {@code callerDriven}; or if this builder comes from {@link #sharedBuilder()} and
         *     the shared runtime is in use
         */
        public ContextRuntime build() {
            if (!shares) {
                return new ContextRuntime(this, true);
            }
            SharedRuntime.checkUnused();
            return SharedRuntime.share(new ContextRuntime(this, false));
        }
    }
}
