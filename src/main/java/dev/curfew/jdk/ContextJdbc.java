package dev.curfew.jdk;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.internal.Ends;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Statements of {@link java.sql} that a context cancels.
 *
 * <p><b>Threads:</b> any thread may call {@link #execute}; a statement serves one call at a time.
 */
public final class ContextJdbc {

    private ContextJdbc() {}

    /**
     * A call of JDBC.
     *
     * @param <T> the type of the result
     */
    @FunctionalInterface
    public interface SqlCall<T extends @Nullable Object> {

        /**
         * Runs the call.
         *
         * @return the result
         * @throws SQLException if the call fails
         */
        T run() throws SQLException;
    }

    /**
     * Runs a call that executes a statement, and cancels the statement when the context ends:
     *
     * <pre>{@code
     * try (PreparedStatement query = connection.prepareStatement("SELECT name FROM users WHERE id = ?")) {
     *     query.setInt(1, id);
     *     return ContextJdbc.execute(context, query, canceller, () -> {
     *         try (ResultSet rows = query.executeQuery()) {
     *             return rows.next() ? rows.getString(1) : null;
     *         }
     *     });
     * }
     * }</pre>
     *
     * Read the rows inside the call: what happens after it is not cancelled.
     *
     * <p><b>The cancel:</b> when the context ends, {@link Statement#cancel()} runs on the canceller. Drivers ignore a
     * cancel that comes before they execute. So as long as the call runs, the cancel is sent again, first after 100 ms,
     * then each time after twice as long, at most 10 s. The driver of PostgreSQL passes on one cancel for each execution,
     * so the later ones also call {@code cancelQuery} of its connection. A driver that throws
     * {@link java.sql.SQLFeatureNotSupportedException} gets no second one. H2 2.5 has a race: a cancel that comes within
     * nanoseconds before the query begins can make it deaf to all later ones. Only the query timeout ends it then.
     *
     * <p>If the canceller rejects the first cancel, the thread that ends the context sends it, which may take as long as
     * a connection to the database takes. If it rejects a later one, only the next one is sent. These rejections, and
     * what {@code cancel()} throws, go to the error handler of the context's runtime. Interrupts are neither used nor
     * cleared.
     *
     * <p><b>Once this method has returned</b>, no cancel of this call is sent or under way, so none can meet the next
     * statement of the connection. If a cancel is under way when the call is over, this method waits for it. If the
     * driver's {@code cancel()} hangs, so does this method, also if the thread is interrupted.
     *
     * <p><b>The query timeout:</b> if the context has a deadline, the query timeout of the statement is the time left,
     * rounded up to seconds, or the statement's own timeout if that is shorter. A deadline that is more than 24 days
     * away does not change it, because some drivers count milliseconds in an {@code int}. The call restores it at its
     * end, unless the statement is closed. If the driver cannot restore it, the error handler gets the failure, and the
     * result is kept.
     *
     * <p><b>Failures:</b> a call that returns keeps its result, also if the context has ended. A call that fails after
     * the end or the deadline of the context, whatever the cause, fails as {@link Context#throwIfDue()} does, with the
     * failure suppressed. A {@link ContextException} and an {@link Error} pass as they are.
     *
     * @param context the context
     * @param statement the statement that the call executes
     * @param canceller runs {@link Statement#cancel()}, which for most drivers opens a connection and waits for an
     *     answer
     * @param call executes the statement, and reads its result
     * @param <T> the type of the result
     * @return the result of the call
     * @throws SQLException if the call fails before the end of the context, or the statement is closed
     * @throws ContextException if the context has ended or its deadline has passed: before the call, which does not run
     *     then, or before the call failed
     * @throws NullPointerException if an argument is null
     */
    public static <T extends @Nullable Object> T execute(
            Context context, Statement statement, Executor canceller, SqlCall<T> call) throws SQLException {
        requireNonNull(context, "context");
        requireNonNull(statement, "statement");
        requireNonNull(canceller, "canceller");
        requireNonNull(call, "call");
        context.throwIfDue();
        StatementCancel cancel = new StatementCancel(context, statement, canceller);
        QueryTimeout timeout = QueryTimeout.shorten(statement, context);
        try (timeout;
                cancel) {
            cancel.listen();
            context.throwIfDone(); // The cancel of this end may have come before the call, without effect.
            return call.run();
        } catch (ContextException e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            if (cancel.isAfterEnd()) {
                Ends.throwIfDue(context, e);
            }
            throw e;
        }
    }
}
