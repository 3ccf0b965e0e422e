package dev.curfew;

import static java.util.Objects.requireNonNull;

import dev.curfew.lockfree.LockFreeCore;
import dev.curfew.mutex.MutexCore;
import dev.curfew.spi.Callbacks;
import dev.curfew.spi.ContextCore;
import dev.curfew.spi.Deadlines;
import dev.curfew.spi.DriverThread;
import dev.curfew.spi.WheelOptions;
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
 * One core, one clock, one timing wheel. Most programs use {@link #shared()} and never see this class; make one of your
 * own for another core, another error handler, or deadlines that must not share a thread with others'.
 *
 * <p>The core is chosen by {@link Builder#core}, else by the system property {@code curfew.core} ({@code lock-free} or
 * {@code mutex}), else it is the lock-free one. Contexts of different cores and runtimes may be derived from each other.
 *
 * <p><b>Threads:</b> any thread may call anything, but for what is the owner's. The owner ends contexts at their deadlines:
 * one daemon thread of the runtime's own, started by the first deadline, parked when there is nothing to do, and ended when no
 * deadline was armed for five seconds; or, if
 * {@linkplain Builder#callerDriven() caller-driven}, a thread of yours. Actions registered without an executor run on it
 * when a deadline ends their context: they must be brief, and one that waits for another deadline waits for ever.
 *
 * <p><b>How late:</b> never early, by not a nanosecond of the runtime's clock. Late by the rest of the
 * {@linkplain Builder#tick tick} in which the deadline falls, then by what the owner takes to wake, and by the actions that
 * it runs before. If that is too late, poll {@link Context#expireIfDue}.
 */
public final class ContextRuntime implements AutoCloseable {

    /** The implementations behind the API. */
    public enum Core {
        /** State in one compare-and-set word, children in a short lock-free stack or in slots. The default. */
        LOCK_FREE,
        /** A straightforward port of Go's: a lock, a set of children and a timer per context. To be compared with. */
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
            throw new IllegalArgumentException("system property " + PROPERTY + " is \"" + value + "\", allowed are "
                    + LOCK_FREE.text() + " and " + MUTEX.text());
        }
    }

    private static final Object SHARED_LOCK = new Object();
    /** Not a constant of a holder class, which a bad property would poison for good. */
    private static volatile @Nullable ContextRuntime shared;

    private final NanoClock clock;
    private final EpochNanoClock epochClock;
    private final Callbacks callbacks;
    private final ContextCore core;
    private final boolean closeable;

    private ContextRuntime(Builder builder, boolean closeable) {
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

    /** Those whose first use might be at the end of a stack, which would break them for good; the core has seen to its own. */
    private static void initializeClasses() {
        ForwardingContext.initialize();
        Deadlines.toNanos(Duration.ZERO);
        DriverThread.isCurrent();
        Key.of("");
    }

    /**
     * The runtime behind {@link Context#background()}, made on first use and never closed.
     *
     * @return always the same one
     * @throws IllegalArgumentException if it is not made yet and a {@code curfew.*} system property has a bad value
     */
    public static ContextRuntime shared() {
        ContextRuntime runtime = shared;
        return runtime != null ? runtime : makeShared();
    }

    private static ContextRuntime makeShared() {
        synchronized (SHARED_LOCK) {
            ContextRuntime runtime = shared;
            if (runtime == null) {
                runtime = new ContextRuntime(builder(), false);
                shared = runtime;
            }
            return runtime;
        }
    }

    /**
     * Starts a runtime of one's own.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The root of this runtime's contexts: no deadline, no values, never done.
     *
     * @return always the same one
     */
    public Context background() {
        return core.background();
    }

    /**
     * A root like {@link #background()} under another name, for code that does not know yet which context to use.
     *
     * @return always the same one
     */
    public Context todo() {
        return core.todo();
    }

    /**
     * The clock that deadlines go by.
     *
     * @return the clock; {@link System#nanoTime()} unless another was given
     */
    public NanoClock clock() {
        return clock;
    }

    /**
     * Starts the runtime's thread now, where the first deadline would, and has it stay: otherwise it ends after five seconds
     * with no deadline armed, and comes again with the next one. Does nothing if the runtime is caller-driven, or on the mutex
     * core. A thread factory that fails is reported, and asked again at the next deadline.
     *
     * @return this runtime
     * @throws IllegalStateException if this runtime is closed
     */
    public ContextRuntime start() {
        core.start();
        return this;
    }

    /**
     * What a caller-driven runtime has its owner run: one agent among others of the owner's duty cycle, such as an
     * {@link org.agrona.concurrent.AgentInvoker} or {@link org.agrona.concurrent.AgentRunner} has. Ends contexts whose
     * deadline has passed, about 1,024 per {@code doWork} at the most, in the thread that calls it; ending the tree below one
     * of them is not cut in pieces. Its {@code onClose} closes this runtime.
     *
     * <p><b>Threads:</b> one at a time, the owner.
     *
     * @return always the same one
     * @throws IllegalStateException if this runtime is not caller-driven
     */
    public Agent agent() {
        Agent agent = core.agent();
        if (agent == null) {
            throw new IllegalStateException("the runtime is not caller-driven: it has no agent to run");
        }
        return agent;
    }

    /**
     * Until when the owner of a caller-driven runtime may block: to be asked last before it does, while
     * {@code agent().doWork()} comes first when it has woken. In between, {@link Builder#callerDriven(Runnable)} has it told
     * of nearer deadlines.
     *
     * <p><b>Threads:</b> the owner's.
     *
     * @return a time on the scale of {@link #clock()}, in the past if there is work now; {@link Long#MAX_VALUE} if no
     *     deadline is armed
     * @throws IllegalStateException if this runtime is not caller-driven
     */
    public long nextWakeNanos() {
        agent();
        return core.nextWakeNanos();
    }

    /**
     * Stops the timing wheel. Live contexts with a deadline of their own end with {@link Context#CANCELED} and an
     * {@link IllegalStateException} as cause; setting a deadline afterwards throws that exception, unless it has passed.
     * Everything without a deadline keeps working. Idempotent; does nothing to {@link #shared()}.
     *
     * <p>Waits until the runtime's thread has done so, except on a thread that ends contexts at their deadlines, of whichever
     * runtime; an interrupt ends the waiting, and stays set. A caller-driven runtime does it at its agent's next {@code doWork}
     * or {@code onClose}.
     */
    @Override
    public void close() {
        if (closeable) {
            core.close();
        }
    }

    /**
     * Closes as {@link #close()} does, and waits at most {@code timeout} for the thread that ends contexts; for the owner's
     * thread too, if the runtime is caller-driven. Does nothing to {@link #shared()}, and returns {@code false}.
     *
     * @param timeout how long to wait; zero and less for not at all
     * @return {@code true} if all contexts with a deadline have ended, {@code false} if the time was up first, this thread was
     *     interrupted, or is one that ends contexts at their deadlines
     * @throws NullPointerException if {@code timeout} is null
     */
    public boolean close(Duration timeout) {
        long nanos = Deadlines.toNanos(requireNonNull(timeout, "timeout"));
        return closeable && core.close(nanos);
    }

    ContextCore core() {
        return core;
    }

    /** Runs an action of a user, whose failures are nobody else's business. */
    void run(Runnable action) {
        callbacks.run(action);
    }

    void report(Throwable failure) {
        callbacks.onError(failure);
    }

    /** The calendar's name for a point in time on the clock's scale. */
    Instant instantOf(long deadlineNanos) {
        return epochNow().plusNanos(deadlineNanos - clock.nanoTime());
    }

    /** The time until then, saturated at {@link Deadlines#FURTHEST} on either side. */
    long nanosUntil(Instant then) {
        return Deadlines.toNanos(Duration.between(epochNow(), then));
    }

    private Instant epochNow() {
        return Instant.ofEpochSecond(0, epochClock.nanoTime());
    }

    /** Options of a {@link ContextRuntime}. <b>Threads:</b> one at a time. */
    public static final class Builder {

        private @Nullable Core core;
        private @Nullable ErrorHandler errorHandler;
        private NanoClock clock = SystemNanoClock.INSTANCE;
        private EpochNanoClock epochClock = SystemEpochNanoClock.INSTANCE;
        private long tickNanos;
        private @Nullable IdleStrategy idleStrategy;
        private @Nullable ThreadFactory threadFactory;
        private boolean callerDriven;
        private @Nullable Runnable wakeup;
        /** Those given that only the timing wheel has, in the order of the first mention. */
        private final Set<String> wheelOptions = new LinkedHashSet<>();

        private Builder() {}

        /**
         * Chooses the core, whatever the system property says.
         *
         * @param core which one
         * @return this builder
         * @throws NullPointerException if {@code core} is null
         */
        public Builder core(Core core) {
            this.core = requireNonNull(core, "core");
            return this;
        }

        /**
         * Sets what is told of exceptions that actions, executors and foreign {@link Done}s throw. By default they are
         * logged as errors by the {@link System.Logger} named {@code dev.curfew}: ten per second, and how many others there
         * were.
         *
         * @param handler called on the thread of the failure, from several at once; for a failure at the end of a stack
         *     later, when a callback returns with room on its stack. What it throws is printed on {@link System#err}
         * @return this builder
         * @throws NullPointerException if {@code handler} is null
         */
        public Builder errorHandler(ErrorHandler handler) {
            errorHandler = requireNonNull(handler, "handler");
            return this;
        }

        /**
         * Sets the clock that deadlines go by. One that is not real time, such as a test's, needs {@link #callerDriven()}:
         * a thread of the runtime's own parks in real time.
         *
         * @param clock read by any thread; may wrap, and may step: a context ends only when the clock is read at or after its deadline
         * @return this builder
         * @throws NullPointerException if {@code clock} is null
         */
        public Builder clock(NanoClock clock) {
            this.clock = requireNonNull(clock, "clock");
            return withWheelOption("clock");
        }

        /**
         * Sets the calendar: what {@link Context#withDeadline(Instant)} and {@link Context#deadline()} convert with.
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
         * Sets how finely deadlines are told apart: a context may end that much after its deadline. By default the system
         * property {@code curfew.tick}, in nanoseconds, else 65,536 ns. A tick costs a wake-up of the owner only when
         * deadlines pass in it; a longer one lets the owner end more contexts per wake-up.
         *
         * @param tick rounded up to a power of two nanoseconds; at most 2<sup>62</sup>
         * @return this builder
         * @throws NullPointerException if {@code tick} is null
         * @throws IllegalArgumentException if it is not positive or too long
         */
        public Builder tick(Duration tick) {
            if (requireNonNull(tick, "tick").isNegative()
                    || tick.isZero()
                    || tick.compareTo(Duration.ofNanos(Deadlines.FURTHEST)) > 0) {
                throw new IllegalArgumentException("tick is " + tick + ", allowed are 1 ns to 2^62 ns");
            }
            tickNanos = tick.toNanos();
            return withWheelOption("tick");
        }

        /**
         * Has the runtime's own thread do this between cycles in place of parking until the next deadline: spin, yield, or
         * back off. It is never woken then, so how late contexts end is up to the strategy.
         *
         * @param idle used by that thread only
         * @return this builder
         * @throws NullPointerException if {@code idle} is null
         */
        public Builder idleStrategy(IdleStrategy idle) {
            idleStrategy = requireNonNull(idle, "idle");
            return withWheelOption("idleStrategy");
        }

        /**
         * Sets what makes the runtime's own thread. By default a daemon that inherits nothing of the thread that happened
         * to set the first deadline.
         *
         * @param factory called by that thread; a failure is reported, and it is asked again at the next deadline
         * @return this builder
         * @throws NullPointerException if {@code factory} is null
         */
        public Builder threadFactory(ThreadFactory factory) {
            threadFactory = requireNonNull(factory, "factory");
            return withWheelOption("threadFactory");
        }

        /**
         * Has no thread of the runtime's own: you run {@link ContextRuntime#agent()} on a duty cycle that does not block.
         * Deadlines are met from its first turn on: see to it that the owner's thread has started, which some event loops
         * put off until their first task.
         *
         * @return this builder
         */
        public Builder callerDriven() {
            callerDriven = true;
            wakeup = null;
            return withWheelOption("callerDriven");
        }

        /**
         * The same for a duty cycle that blocks until {@link ContextRuntime#nextWakeNanos()}, such as one around a
         * selector.
         *
         * @param wakeup wakes the owner, or keeps it from falling asleep, as {@code Selector.wakeup()} does; called from
         *     any thread, when a nearer deadline arrives than the owner sleeps for, a deadline is cancelled while it
         *     sleeps, or the runtime closes; what it throws is reported
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
            long tick = tickNanos > 0 ? tickNanos : TickProperty.nanos();
            return new WheelOptions(tick, idleStrategy, threadFactory, callerDriven, wakeup);
        }

        /**
         * Makes the runtime. Its thread starts with the first deadline, or with {@link ContextRuntime#start()}.
         *
         * @return a new runtime
         * @throws IllegalArgumentException if a system property that decides an option has a bad value
         * @throws IllegalStateException if options contradict each other: those of the timing wheel, which are all but
         *     {@code core} and {@code errorHandler}, with the mutex core; {@code idleStrategy} or {@code threadFactory}
         *     with {@code callerDriven}
         */
        public ContextRuntime build() {
            return new ContextRuntime(this, true);
        }
    }
}
