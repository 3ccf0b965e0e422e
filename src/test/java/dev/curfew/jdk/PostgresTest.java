package dev.curfew.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.DeadlineExceededException;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Calls with statements of PostgreSQL. Its cancel goes over a connection of its own, and ends whatever the session runs
 * when it arrives. {@code .ci/postgres make test T=PostgresTest} runs these tests with a server.
 */
@EveryCore
@EnabledIfSystemProperty(named = "postgres", matches = ".+")
@Semantic(31)
class PostgresTest extends Contract {

    /** Cancels come some time after the end, as with a pool that is busy. */
    private static final Executor ELSEWHERE = task -> Background.start(() -> {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(2_000_000));
        task.run();
    });

    private static final int QUERIES = 300;

    private Connection connection;
    private PreparedStatement sleep;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection(System.getProperty("postgres"));
        sleep = connection.prepareStatement("SELECT pg_sleep(?)");
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    private void sleep(Context context, double seconds) throws SQLException {
        ContextJdbc.execute(context, sleep, ELSEWHERE, () -> {
            sleep.setDouble(1, seconds);
            try (ResultSet rows = sleep.executeQuery()) {
                return rows.next();
            }
        });
    }

    /** An execution of the same statement, which a late cancel would end. */
    private void next() throws SQLException {
        sleep.setDouble(1, 0.004);
        try (ResultSet rows = sleep.executeQuery()) {
            assertTrue(rows.next());
        }
        assertEquals(0, sleep.getQueryTimeout());
    }

    @Test
    void theEndCancelsAQuery() throws SQLException {
        CancelContext context = root.withTimeout(HOUR);
        Exception reason = new IllegalStateException("the user left");
        Future<?> ending = Background.start(() -> {
            Background.until("the query runs", this::isSleeping);
            context.cancel(reason);
        });
        CanceledException failure = assertThrows(CanceledException.class, () -> sleep(context, 600));
        assertSame(reason, failure.getCause());
        assertEquals("57014", ((SQLException) failure.getSuppressed()[0]).getSQLState());
        Background.get(ending);
        next();
    }

    private boolean isSleeping() {
        try (Connection other = DriverManager.getConnection(System.getProperty("postgres"));
                ResultSet rows = other.createStatement()
                        .executeQuery("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) {
            return rows.next();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theDeadlineCancelsAQuery() throws SQLException {
        assertThrows(DeadlineExceededException.class, () -> sleep(root.withTimeoutNanos(50 * MILLI), 600));
        next();
    }

    /** Deadlines come at about the moment at which the query is over. */
    @Test
    void noCancelIsLate() throws SQLException {
        int cancelled = 0;
        long nanos = MILLI;
        for (int i = 0; i < QUERIES; i++) {
            try (CancelContext context = root.withTimeoutNanos(nanos)) {
                sleep(context, 0.001);
                nanos -= nanos / 10;
            } catch (ContextException e) {
                cancelled++;
                nanos += nanos / 10;
            }
            next();
        }
        assertTrue(cancelled > 0, "no end has met a query");
    }

    /** The same with a cancel by a thread, also before the driver has sent the query. */
    @Test
    void anEndAtAnyMomentEndsTheQueryAndNotTheNext() throws SQLException {
        Random random = new Random(42);
        for (int i = 0; i < QUERIES / 4; i++) {
            CancelContext context = root.withCancel();
            int spins = random.nextInt(20_000);
            Future<?> ending = Background.start(() -> {
                for (int spin = 0; spin < spins; spin++) {
                    Thread.onSpinWait();
                }
                context.cancel();
            });
            assertThrows(CanceledException.class, () -> sleep(context, 600));
            next();
            Background.get(ending);
        }
    }

    @Test
    void failuresOfTheDatabasePass() throws SQLException {
        try (PreparedStatement wrong = connection.prepareStatement("SELECT nothing")) {
            SQLException failure = assertThrows(
                    SQLException.class,
                    () -> ContextJdbc.execute(root.withTimeout(HOUR), wrong, ELSEWHERE, wrong::execute));
            assertEquals("42703", failure.getSQLState());
            assertEquals(0, failure.getSuppressed().length);
        }
        next();
    }
}
