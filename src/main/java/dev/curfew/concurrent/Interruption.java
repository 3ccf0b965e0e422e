package dev.curfew.concurrent;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.Registration;
import dev.curfew.internal.Ends;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the current thread when a context ends, as long as it is open. Use it for several blocking calls, and
 * {@link Blocking} for one.
 *
 * <p>After {@link #close()}, no interrupt of this object is pending or to come. A thread has one flag for all
 * interrupts. An interrupt of somebody else is kept if it is pending when this object is opened or sends its own. One
 * that arrives after that and before {@code close} cannot be told from this object's own, and may be cleared with it.
 *
 * <p>Interruptions of a thread nest: the innermost is closed first. If an enclosing one has interrupted, closing an
 * inner one leaves the flag set.
 *
 * <p><b>Threads:</b> an interruption belongs to the thread that opened it, platform or virtual. <b>Progress:</b>
 * {@code close} and {@code happened} wait for another thread only while that thread is in the call of
 * {@link Thread#interrupt()}. <b>Cost:</b> the cost of {@link Context#onDone(Runnable)} and {@code stop}, two small
 * objects, and a few accesses to a thread local. <b>Memory:</b> once it is closed, nothing of it is registered at the
 * context.
 */
public final class Interruption implements AutoCloseable {

    private static final ThreadLocal<@Nullable Interruption> INNERMOST = new ThreadLocal<>();

    private final Interrupt interrupt = new Interrupt(Thread.currentThread());
    private final @Nullable Interruption enclosing;
    private final boolean closesInner;
    /** How many enclosing ones had interrupted when this was opened. */
    private final int happenedBefore;
    /** Whether the flag was set when this was opened. */
    private final boolean wasPending;

    /** Null once this is closed, as the registration. */
    private @Nullable Context context;

    private @Nullable Registration registration;
    /** A stack that ends may have interrupted the closing. The next opening or closing on this thread goes on with it. */
    private boolean isClosing;

    private boolean isClosed;
    /** Whether an inner one was closed and has left the interrupt that it had sent in the flag. */
    private boolean hasInnerInterrupt;

    private Interruption(@Nullable Interruption enclosing, boolean closesInner) {
        this.enclosing = enclosing;
        this.closesInner = closesInner;
        happenedBefore = countEnclosingThatHappened();
        wasPending = enclosing != null && Thread.currentThread().isInterrupted();
    }

    /**
     * Interrupts the current thread when the context ends, until {@link #close()}. If the context has ended, interrupts
     * it now.
     *
     * @param context the context
     * @return an open interruption; close it on this thread
     * @throws NullPointerException if {@code context} is null
     */
    @CheckReturnValue
    public static Interruption onDone(Context context) {
        return open(requireNonNull(context, "context"), false);
    }

    /**
     * One around code of a user. Its {@code close} also closes what that code has left open, which would interrupt the
     * thread later.
     */
    static Interruption around(Context context) {
        return open(context, true);
    }

    private static Interruption open(Context context, boolean closesInner) {
        Interruption opened = new Interruption(innermostOpen(), closesInner);
        try {
            INNERMOST.set(opened);
            opened.context = context;
            opened.registration = context.onDone(opened.interrupt);
        } catch (Throwable e) { // a foreign context, no memory, or no room on the stack
            opened.isClosing = true;
            if (INNERMOST.get() == opened) {
                opened.finish();
            }
            throw e;
        }
        return opened;
    }

    private static @Nullable Interruption innermostOpen() {
        Interruption innermost = INNERMOST.get();
        while (innermost != null && innermost.isClosing) {
            innermost.finish();
            innermost = INNERMOST.get();
        }
        return innermost;
    }

    /**
     * Whether this object has interrupted the thread. If the flag was set already, that counts too: the two interrupts
     * are one.
     *
     * @return {@code true} from the interrupt on, also after {@code close}
     */
    public boolean happened() {
        return interrupt.happened();
    }

    /**
     * Ends the interruption. An interrupt that this object has sent and that is still pending is cleared, unless an
     * enclosing interruption has interrupted. A second call does nothing.
     *
     * @throws IllegalStateException if this thread did not open this object, or if an inner interruption is open;
     *     nothing has changed then
     */
    @Override
    public void close() {
        if (!interrupt.isForCurrentThread()) {
            throw new IllegalStateException("an interruption is closed by the thread that opened it");
        }
        if (isClosed) {
            return;
        }
        closeInner();
        finish();
    }

    private void closeInner() {
        for (Interruption open = INNERMOST.get(); open != null && open != this; open = INNERMOST.get()) {
            if (!closesInner && !open.isClosing) {
                throw new IllegalStateException("an inner interruption is open: the innermost is closed first");
            }
            open.finish();
        }
    }

    /** Closes this, which is the innermost. May be called again after a {@link StackOverflowError}. */
    private void finish() {
        isClosing = true;
        interrupt.withdraw();
        settleFlag();
        Registration made = registration;
        Context listenedTo = context;
        if (made != null && listenedTo != null) {
            Ends.stop(made, listenedTo);
        }
        leave();
    }

    private void leave() {
        setInnermost(enclosing);
        isClosed = true;
        registration = null;
        context = null;
    }

    private static void setInnermost(@Nullable Interruption innermost) {
        if (innermost == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(innermost);
        }
    }

    /**
     * Whether this or an inner interruption has set the flag when it was clear. Then somebody else's interrupt that was
     * pending before is not pending any more.
     */
    private boolean isOwnInFlag() {
        return hasInnerInterrupt || interrupt.isSent();
    }

    private int countEnclosingThatHappened() {
        int count = 0;
        for (Interruption at = enclosing; at != null; at = at.enclosing) {
            if (at.happened()) {
                count++;
            }
        }
        return count;
    }

    /** Whether code inside this may have taken the interrupt of an enclosing one. */
    private boolean mayHoldInterruptOfEnclosing() {
        return wasPending || countEnclosingThatHappened() > happenedBefore;
    }

    /** Whether code inside this may have taken an interrupt of this one or of an enclosing one. */
    boolean mayHaveInterrupted() {
        return happened() || mayHoldInterruptOfEnclosing();
    }

    /**
     * Clears the interrupt of this, and leaves one for an enclosing interruption that has interrupted too. Code of a user
     * inside {@link #around} may have taken the one flag that was for both. Clears first, then looks at the enclosing
     * ones: one of them may merge its interrupt with this one meanwhile (Y3).
     */
    private void settleFlag() {
        boolean isPending = Thread.currentThread().isInterrupted();
        if (isPending ? !isOwnInFlag() : !closesInner || !mayHoldInterruptOfEnclosing()) {
            return;
        }
        boolean unused = Thread.interrupted();
        Interruption happened = enclosing;
        while (happened != null && !happened.happened()) {
            happened = happened.enclosing;
        }
        if (happened != null) {
            happened.hasInnerInterrupt = true;
            Thread.currentThread().interrupt();
        }
    }

    /** Sets the flag again if the code has taken an interrupt of nobody but somebody else. */
    void giveBack(Throwable failure) {
        if (failure instanceof InterruptedException && isSomebodyElses()) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether this has interrupted by nothing but an interrupt of somebody else that was pending. If the code has taken
     * that, it has taken an interrupt of somebody else.
     */
    private boolean isSomebodyElses() {
        if (!happened()) {
            return false;
        }
        for (Interruption at = this; at != null; at = at.enclosing) {
            if (at.isOwnInFlag()) {
                return false;
            }
        }
        return true;
    }
}
