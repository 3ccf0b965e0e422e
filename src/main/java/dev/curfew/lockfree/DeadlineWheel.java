package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.wheel.internal.TimerNode;
import dev.curfew.wheel.internal.Wheel;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/** The deadlines of a core: one timing wheel, and who drives it. */
abstract class DeadlineWheel {

    private static final String CLOSED = "the runtime was closed";

    private final Wheel wheel;
    /** For all that are armed when it closes: made by who closes, before any of them needs it. */
    private volatile @Nullable Verdict closedVerdict;

    DeadlineWheel(Wheel wheel) {
        this.wheel = wheel;
    }

    /**
     * Has {@link DeadlineNode#run} called once its deadline has passed, or {@link DeadlineNode#wheelClosed} if the runtime
     * is closed before. Either may happen before this returns.
     *
     * <p>Closing against arming: a push on the inbox and the owner closing that are CASes of one word, so what is armed
     * is either settled by the owner or refused here.
     *
     * @throws IllegalStateException if closed
     */
    final TimerNode arm(DeadlineNode node) {
        TimerNode timeout = isClosing() ? null : wheel.schedule(node.deadlineNanos(), node);
        if (timeout == null) {
            throw closed();
        }
        start();
        return timeout;
    }

    static IllegalStateException closed() {
        return new IllegalStateException(CLOSED);
    }

    /** Makes sure that there is a thread, where there is to be one. */
    abstract void start();

    /** The same, and that it stays. */
    abstract void startToStay();

    /** For who drives the wheel; null if it has a thread. */
    abstract @Nullable Agent agent();

    /** Owner's thread only. */
    final long nextWakeNanos() {
        boolean unsettled = isClosing() && !wheel.owner().isClosed();
        return unsettled ? wheel.owner().startNanos() : wheel.owner().nextWakeNanos();
    }

    abstract boolean isClosing();

    /** Has the owner settle what is armed. */
    abstract void close();

    /** The same. Returns whether the owner has, for which this waits no longer than that. */
    abstract boolean close(long timeoutNanos);

    /** To be called before anything else that closes. */
    final void prepareClosing() {
        if (closedVerdict == null) {
            closedVerdict = Verdict.canceled(closed());
        }
    }

    /** How contexts end that are armed when the runtime closes. */
    final Verdict closedVerdict() {
        return requireNonNull(closedVerdict);
    }
}
