package dev.curfew;

import static java.util.Objects.requireNonNull;

import dev.curfew.lockfree.LockFreeCore;
import dev.curfew.mutex.MutexCore;
import dev.curfew.spi.ContextCore;
import dev.curfew.spi.Deadlines;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * One core, one clock, one set of timers. Most programs use {@link #shared()} and never see this class; make one of your
 * own for another core, another error handler, or deadlines that must not share a thread with others'.
 *
 * <p>The core is chosen by {@link Builder#core}, else by the system property {@code curfew.core} ({@code lock-free} or
 * {@code mutex}), else it is the lock-free one. Contexts of different cores and runtimes may be derived from each other.
 *
 * <p><b>Threads:</b> any thread may call anything. The runtime has one daemon thread of its own, started by the first
 * deadline. Actions registered without an executor run on it when a deadline ends their context: they must be brief.
 */
public final class ContextRuntime implements AutoCloseable {

    /** The implementations behind the API. */
    public enum Core {
        /** State in one compare-and-set word, children in lock-free stacks. The default. */
        LOCK_FREE,
        /** A straightforward port of Go's: a lock, a set of children and a timer per context. Trees a few thousand deep. */
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

    private final NanoClock clock = SystemNanoClock.INSTANCE;
    private final EpochNanoClock epochClock = SystemEpochNanoClock.INSTANCE;
    private final SafeErrorHandler errorHandler;
    private final ContextCore core;
    private final boolean closeable;

    private ContextRuntime(Builder builder, boolean closeable) {
        this.closeable = closeable;
        errorHandler = new SafeErrorHandler(builder.errorHandler);
        Core choice = builder.core != null ? builder.core : Core.fromProperty();
        core = switch (choice) {
            case LOCK_FREE -> new LockFreeCore(this, errorHandler);
            case MUTEX -> new MutexCore(this, errorHandler);
        };
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
     * @return the clock; {@link System#nanoTime()}
     */
    public NanoClock clock() {
        return clock;
    }

    /**
     * Stops the timers. Live contexts with a deadline of their own end with {@link Context#CANCELED} and an
     * {@link IllegalStateException} as cause; setting a deadline afterwards throws that exception, unless it has passed.
     * Everything without a deadline keeps working. Idempotent; does nothing to {@link #shared()}.
     *
     * <p>Waits for the runtime's thread to finish, except on that thread.
     */
    @Override
    public void close() {
        if (closeable) {
            core.close();
        }
    }

    ContextCore core() {
        return core;
    }

    /** Runs an action of a user, whose failures are nobody else's business. */
    void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            report(e);
        }
    }

    void report(Throwable failure) {
        errorHandler.onError(failure);
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
        private ErrorHandler errorHandler = new LoggingErrorHandler();

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
         * logged as errors by the {@link System.Logger} named {@code dev.curfew}.
         *
         * @param handler called on the thread of the failure, from several at once; what it throws is dropped
         * @return this builder
         * @throws NullPointerException if {@code handler} is null
         */
        public Builder errorHandler(ErrorHandler handler) {
            errorHandler = requireNonNull(handler, "handler");
            return this;
        }

        /**
         * Makes the runtime. Its thread starts with the first deadline.
         *
         * @return a new runtime
         * @throws IllegalArgumentException if a system property that decides an option has a bad value
         */
        public ContextRuntime build() {
            return new ContextRuntime(this, true);
        }
    }
}
