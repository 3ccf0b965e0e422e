package dev.curfew.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.DeadlineExceededException;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls with statements of H2. Public, because H2 calls it. */
@EveryCore
@Semantic(31)
public class H2Test extends Contract {

    private static final Executor ELSEWHERE = task -> Background.start(task::run);
    /** Takes far longer than a test. */
    private static final String LONG =
            "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 100000) a, SYSTEM_RANGE(1, 100000) b, SYSTEM_RANGE(1, 1000) c"
                    + " WHERE BEGUN() AND a.x + b.x + c.x < 0";

    private static volatile CountDownLatch begun = new CountDownLatch(1);
    /** After this time the database fails the query itself. */
    private static volatile long givesUpNanos;

    private Connection connection;
    private Statement statement;

    /** A function of the database. */
    public static boolean begun() {
        begun.countDown();
        if (System.nanoTime() - givesUpNanos > 0) {
            throw new IllegalStateException("no cancel has reached the query");
        }
        return true;
    }

    @BeforeEach
    void connect() throws SQLException {
        begun = new CountDownLatch(1);
        givesUpNanos = System.nanoTime() + HOUR.toNanos();
        connection = DriverManager.getConnection("jdbc:h2:mem:");
        statement = connection.createStatement();
        statement.execute("CREATE ALIAS BEGUN NOBUFFER FOR \"" + H2Test.class.getName() + ".begun\"");
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    private int count(Context context, String sql) throws SQLException {
        return ContextJdbc.execute(context, statement, ELSEWHERE, () -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                assertTrue(rows.next());
                return rows.getInt(1);
            }
        });
    }

    private void assertUsable() throws SQLException {
        assertEquals(1, count(root, "SELECT 1"));
        assertEquals(0, statement.getQueryTimeout());
    }

    @Test
    void theEndCancelsAQuery() throws SQLException {
        CancelContext context = root.withTimeout(HOUR);
        Exception reason = new IllegalStateException("the user left");
        Background.start(() -> {
            Background.await(begun);
            context.cancel(reason);
        });
        CanceledException failure = assertThrows(CanceledException.class, () -> count(context, LONG));
        assertSame(reason, failure.getCause());
        assertEquals("57014", ((SQLException) failure.getSuppressed()[0]).getSQLState());
        assertUsable();
    }

    @Test
    void theDeadlineCancelsAQuery() throws SQLException {
        assertThrows(DeadlineExceededException.class, () -> count(root.withTimeoutNanos(50 * MILLI), LONG));
        assertUsable();
    }

    /** Nobody drives the wheel: H2's own timeout ends the query, a second after the beginning. */
    @Test
    void theDriversTimeoutIsTheDeadline() throws SQLException {
        try (ContextRuntime undriven = ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .errorHandler(failures)
                .callerDriven()
                .build()) {
            Context context = undriven.background().withTimeoutNanos(900 * MILLI);
            DeadlineExceededException failure =
                    assertThrows(DeadlineExceededException.class, () -> count(context, LONG));
            assertEquals("57014", ((SQLException) failure.getSuppressed()[0]).getSQLState());
        }
        assertUsable();
    }

    @Test
    void aDeadlineThatH2CannotCountTo() throws SQLException {
        assertEquals(1, count(root.withTimeout(Duration.ofDays(30)), "SELECT 1"));
        assertUsable();
    }

    @Test
    void failuresOfTheDatabasePass() {
        SQLException failure = assertThrows(SQLException.class, () -> count(root.withTimeout(HOUR), "SELECT nothing"));
        assertEquals("42S22", failure.getSQLState());
    }

    @Test
    void aStatementThatWasClosed() throws SQLException {
        statement.close();
        assertThrows(SQLException.class, () -> count(root.withTimeout(HOUR), "SELECT 1"));
        assertThrows(SQLException.class, () -> count(root, "SELECT 1"));
    }

    @Test
    void aStatementThatTheCallCloses() throws SQLException {
        assertEquals(1, ContextJdbc.execute(root.withTimeout(HOUR), statement, ELSEWHERE, () -> {
            try (ResultSet rows = statement.executeQuery("SELECT 1")) {
                assertTrue(rows.next());
                return rows.getInt(1);
            } finally {
                statement.close();
            }
        }));
    }

    /**
     * The end comes at any moment of a query: before it begins, too, when the driver ignores the cancel. H2's {@code
     * cancel()} that finds no query sets "no query" once more; if the query begins between the two steps, no later
     * cancel finds it. So a few queries may end by themselves.
     */
    @Test
    void anEndAtAnyMomentEndsTheQueryAndNotTheNext() throws SQLException {
        int missed = 0;
        for (int round = 0; round < 100; round++) {
            CancelContext context = root.withCancel();
            givesUpNanos = System.nanoTime() + 5_000 * MILLI;
            int spins = round * 50;
            var ending = Background.start(() -> {
                for (int i = 0; i < spins; i++) {
                    Thread.onSpinWait();
                }
                context.cancel();
            });
            CanceledException failure = assertThrows(CanceledException.class, () -> count(context, LONG));
            Background.get(ending);
            for (Throwable suppressed : failure.getSuppressed()) {
                missed += "57014".equals(((SQLException) suppressed).getSQLState()) ? 0 : 1;
            }
            assertEquals(1, count(root, "SELECT 1"));
        }
        assertTrue(missed <= 3, missed + " queries of 100");
    }
}
