package dev.curfew.jdk;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Registration;
import dev.curfew.internal.Ends;
import java.lang.invoke.VarHandle;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The cancels of one call.
 *
 * <p>{@code state} goes from OPEN to CANCELLING when a cancel begins, on whichever thread, and back when that has
 * returned. {@link #close()}, on the thread of the call, goes from OPEN to OVER. While a cancel is under way, it goes
 * from CANCELLING to CLOSING, and the thread of the cancel goes on to OVER. Each step is a CAS, except the last one.
 *
 * <ul>
 *   <li>X1: A cancel begins only in state OPEN, so at most one is under way, and none begins after {@code close()} has.
 *   <li>X2: {@code close()} returns in state OVER, so no cancel is under way then.
 *   <li>X3: After {@code close()}, nothing is registered at the context. A task that a canceller still holds refers to
 *       neither the statement nor the context.
 * </ul>
 */
final class StatementCancel implements AutoCloseable {

    private static final int OPEN = 0;
    private static final int CANCELLING = 1;
    private static final int CLOSING = 2;
    private static final int OVER = 3;

    private static final long FIRST_DELAY_MILLIS = 100;
    private static final long LONGEST_DELAY_MILLIS = 10_000;

    private static final VarHandle STATE =
            fieldVarHandle(lookup(), "state", VarHandle.class, StatementCancel.class, int.class);

    private final Executor canceller;
    private final ContextRuntime runtime;
    /** Null once closed. A cancel reads it after its CAS to CANCELLING. */
    private @Nullable Statement statement;
    /** Null once closed. Only the thread of the call reads it. */
    private @Nullable Context context;

    private @Nullable Registration registration;
    private boolean afterEnd;
    /** Written before the CAS to CLOSING, read after it. */
    private @Nullable Thread closing;
    /** Only the thread of a cancel reads and writes it, and the one that passes on the next. */
    private long delayMillis = FIRST_DELAY_MILLIS;

    @SuppressWarnings("UnusedVariable") // By STATE.
    private volatile int state = OPEN;

    StatementCancel(Context context, Statement statement, Executor canceller) {
        this.context = context;
        this.statement = statement;
        this.canceller = canceller;
        runtime = context.runtime();
    }

    private int stateVolatile() {
        return (int) STATE.getVolatile(this);
    }

    private boolean casState(int from, int to) {
        return STATE.compareAndSet(this, from, to);
    }

    /** Registers the cancel at the context. */
    void listen() {
        Context listenedTo = context;
        if (listenedTo != null) {
            registration = listenedTo.onDone(() -> Ends.handOver(this::cancel, canceller, runtime));
        }
    }

    private void cancel() {
        if (!casState(OPEN, CANCELLING)) {
            return; // X1
        }
        boolean isSupported = true;
        try {
            Statement cancelled = statement;
            if (cancelled != null) {
                cancelled.cancel();
                if (delayMillis > FIRST_DELAY_MILLIS) {
                    cancelQuery(cancelled);
                }
            }
        } catch (SQLFeatureNotSupportedException e) {
            isSupported = false;
            Ends.report(e, runtime);
        } catch (Throwable e) {
            Ends.report(e, runtime);
        }
        if (casState(CANCELLING, OPEN)) {
            if (isSupported) {
                cancelLater();
            }
        } else {
            Thread waiting = closing;
            STATE.setVolatile(this, OVER);
            LockSupport.unpark(waiting);
        }
    }

    private void cancelLater() {
        long delay = delayMillis;
        delayMillis = Math.min(2 * delay, LONGEST_DELAY_MILLIS);
        CompletableFuture.delayedExecutor(delay, MILLISECONDS, this::passOn).execute(this::cancel);
    }

    /** On a thread of the JDK, which is not to wait for a database. So if the canceller rejects this, it comes later. */
    private void passOn(Runnable cancel) {
        try {
            canceller.execute(cancel);
        } catch (Throwable e) {
            if (stateVolatile() != OVER) {
                Ends.report(e, runtime);
                cancelLater();
            }
        }
    }

    /**
     * The driver of PostgreSQL passes on one {@link Statement#cancel()} for each execution. If that reaches the server
     * before the query does, only the method {@code cancelQuery} of the driver's connection ends the query.
     */
    private void cancelQuery(Statement statement) {
        try {
            Connection connection = statement.getConnection().unwrap(Connection.class);
            connection.getClass().getMethod("cancelQuery").invoke(connection);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            Ends.report(thrown != null ? thrown : e, runtime);
        } catch (ReflectiveOperationException | SQLException | RuntimeException e) {
            // Another driver has no such method, and needs none.
        }
    }

    /** The call is over. */
    @Override
    public void close() {
        afterEnd = isDue();
        closing = Thread.currentThread();
        while (!casState(OPEN, OVER)) {
            if (casState(CANCELLING, CLOSING)) {
                awaitOver();
                break;
            }
        }
        Registration made = registration;
        Context listenedTo = context;
        registration = null;
        statement = null;
        context = null;
        closing = null;
        if (made != null && listenedTo != null) {
            Ends.stop(made, listenedTo);
        }
    }

    private boolean isDue() {
        Context asked = context;
        try {
            return asked != null && (asked.isDone() || asked.remainingNanos() <= 0);
        } catch (Throwable e) { // a foreign context: that must not keep the call open
            Ends.report(e, runtime);
            return false;
        }
    }

    /** Whether the call was over after the end or the deadline of the context. */
    boolean isAfterEnd() {
        return afterEnd;
    }

    private void awaitOver() {
        boolean interrupted = false;
        while (stateVolatile() != OVER) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
