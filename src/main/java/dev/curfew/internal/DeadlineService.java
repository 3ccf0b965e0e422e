package dev.curfew.internal;

import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * Drives the deadlines of a runtime: what {@link dev.curfew.ContextRuntime} asks of a core beside {@link ContextCore}.
 */
public interface DeadlineService {

    /** The agent of a caller-driven runtime. */
    interface DeadlineAgent extends Agent {

        @Override
        int doWork();

        /** {@link dev.curfew.ContextRuntime#nextWakeNanos()}. */
        long nextWakeNanos();
    }

    /** What setting a deadline throws, and the cause of contexts that closing ends. */
    static IllegalStateException closed() {
        return new IllegalStateException("the runtime was closed");
    }

    /**
     * {@link dev.curfew.ContextRuntime#start()}.
     *
     * @throws IllegalStateException if closed
     */
    void start();

    /** {@link dev.curfew.ContextRuntime#agent()}; null if the runtime has a thread of its own for its deadlines. */
    default @Nullable DeadlineAgent agent() {
        return null;
    }

    /** {@link dev.curfew.ContextRuntime#close()}. Idempotent. */
    void close();

    /** {@link dev.curfew.ContextRuntime#close(java.time.Duration)}. Idempotent. */
    boolean close(long timeoutNanos);
}
