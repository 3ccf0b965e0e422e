package dev.curfew.soak;

import dev.curfew.ContextRuntime;
import dev.curfew.kit.Background;
import dev.curfew.kit.Cycles;
import java.time.Duration;
import java.util.concurrent.Future;
import org.agrona.ErrorHandler;

/** The runtime of a soak of scopes, whose wheel is driven in one of two ways. */
final class ScopeWheel implements AutoCloseable {

    enum Kind {
        /** By the thread of the runtime, in real time. */
        OWN_THREAD,
        /**
         * By a thread that does nothing else, on a clock that the owner of the scopes moves. So the owner knows at each
         * moment which deadlines have passed, and how many cycles the wheel has had since.
         */
        DUTY_CYCLE
    }

    private static final long TICK = 1 << 10;
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    /** One that had begun, one in which the timer fires, and some because the owner may be opening its slot. */
    private static final long PATIENCE_CYCLES = 64;

    private final Kind kind;
    private final ContextRuntime runtime;
    private volatile long now = Long.MAX_VALUE - 1_000_000_000;
    private volatile long cycles;
    private volatile boolean closed;
    private final Future<?> thread;

    @SuppressWarnings("this-escape")
    ScopeWheel(Kind kind, ErrorHandler errorHandler) {
        this.kind = kind;
        ContextRuntime.Builder builder =
                ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).errorHandler(errorHandler);
        if (kind == Kind.DUTY_CYCLE) {
            builder.clock(() -> now).tick(Duration.ofNanos(TICK)).callerDriven();
        }
        runtime = builder.build();
        thread = kind == Kind.DUTY_CYCLE ? Background.start(this::drive) : null;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    private void drive() throws Exception {
        while (!closed) {
            if (runtime.agent().doWork() == 0) {
                Thread.yield();
            }
            cycles++;
        }
    }

    ContextRuntime runtime() {
        return runtime;
    }

    /** Returns the time after about so many nanoseconds. Owner of the scopes. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    long pass(long nanos) {
        if (kind == Kind.DUTY_CYCLE) {
            now += nanos;
        }
        return nanoTime();
    }

    long nanoTime() {
        return kind == Kind.DUTY_CYCLE ? now : System.nanoTime();
    }

    /** Whether the wheel thread can see that this time has passed. */
    boolean isOver(long deadlineNanos) {
        return nanoTime() - deadlineNanos >= TICK;
    }

    /** What {@link #isLost} compares with. */
    long progress() {
        return kind == Kind.DUTY_CYCLE ? cycles : System.nanoTime();
    }

    /** Whether a scope reads live for too long. The argument is the progress at a moment when its deadline was over. */
    boolean isLost(long since) {
        return progress() - since > (kind == Kind.DUTY_CYCLE ? PATIENCE_CYCLES : PATIENCE_NANOS);
    }

    /** Nothing is pending when each pool is closed. */
    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            Background.get(thread);
            if (runtime.nextWakeNanos() != Long.MAX_VALUE) {
                throw new AssertionError("a timer of a closed pool is pending");
            }
            runtime.close();
            Cycles.untilIdle(runtime); // A wheel that a user drives closes in the next cycle.
        }
        if (!runtime.close(Duration.ofSeconds(30))) {
            throw new AssertionError("the runtime does not close");
        }
    }
}
