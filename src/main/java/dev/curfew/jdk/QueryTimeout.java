package dev.curfew.jdk;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.internal.Ends;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** The query timeout of a statement, which is at most the time left of a context until {@link #close()}. */
final class QueryTimeout implements AutoCloseable {

    /** H2, for one, counts milliseconds in an {@code int}. */
    private static final long LONGEST_SECONDS = Integer.MAX_VALUE / 1_000;

    private static final int UNCHANGED = -1;

    private final Statement statement;
    private final ContextRuntime runtime;
    private final int before;

    private QueryTimeout(Statement statement, ContextRuntime runtime, int before) {
        this.statement = statement;
        this.runtime = runtime;
        this.before = before;
    }

    static QueryTimeout shorten(Statement statement, Context context) throws SQLException {
        return new QueryTimeout(statement, context.runtime(), shortened(statement, context));
    }

    /** The timeout before, in seconds; {@link #UNCHANGED} if it stays. */
    private static int shortened(Statement statement, Context context) throws SQLException {
        long seconds = secondsLeft(context);
        if (seconds > LONGEST_SECONDS) {
            return UNCHANGED;
        }
        try {
            int before = statement.getQueryTimeout();
            if (before != 0 && before <= seconds) {
                return UNCHANGED;
            }
            statement.setQueryTimeout((int) seconds);
            return before;
        } catch (SQLFeatureNotSupportedException | UnsupportedOperationException e) {
            return UNCHANGED; // The cancel alone has to do.
        }
    }

    /** At least one: zero would be no timeout. */
    private static long secondsLeft(Context context) {
        if (!context.hasDeadline()) {
            return Long.MAX_VALUE;
        }
        long nanosLeft = Math.max(1, context.remainingNanos());
        return (nanosLeft - 1) / TimeUnit.SECONDS.toNanos(1) + 1;
    }

    @Override
    public void close() {
        if (before == UNCHANGED) {
            return;
        }
        try {
            if (!statement.isClosed()) {
                statement.setQueryTimeout(before);
            }
        } catch (SQLException | RuntimeException e) {
            Ends.report(e, runtime);
        }
    }
}
