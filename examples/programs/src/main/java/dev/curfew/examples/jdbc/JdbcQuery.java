package dev.curfew.examples.jdbc;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.DeadlineExceededException;
import dev.curfew.concurrent.Blocking;
import dev.curfew.jdk.ContextJdbc;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A worker waits for a queue, and then for a database. The end of its request interrupts the wait for the queue. A
 * statement ignores interrupts, so the end cancels it. Thread and connection then serve the next request.
 */
public final class JdbcQuery {

    private static final String COUNT = "SELECT COUNT(*) FROM SYSTEM_RANGE(1, ?) WHERE MOD(x, 7) = 0";

    private JdbcQuery() {}

    private static long countNext(Context request, BlockingQueue<Long> sizes, Connection connection, Executor canceller)
            throws SQLException, InterruptedException {
        long size = Blocking.call(request, sizes::take);
        try (PreparedStatement count = connection.prepareStatement(COUNT)) {
            count.setLong(1, size);
            return ContextJdbc.execute(request, count, canceller, () -> {
                try (ResultSet rows = count.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            });
        }
    }

    /** Counts a little, waits for ever, counts for ever, and counts a little. */
    public static void main(String[] args) throws Exception {
        ExecutorService canceller = Executors.newCachedThreadPool();
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            System.out.println(countNext(Context.background(), queue(700), connection, canceller) + " counted");
            for (BlockingQueue<Long> sizes : Arrays.asList(queue(), queue(Long.MAX_VALUE / 2))) {
                try (CancelContext request = Context.background().withTimeout(Duration.ofMillis(500))) {
                    throw new AssertionError(countNext(request, sizes, connection, canceller));
                } catch (DeadlineExceededException e) {
                    System.out.println(e.getMessage() + ", ended by " + Arrays.toString(e.getSuppressed()));
                }
            }
            System.out.println(countNext(Context.background(), queue(700), connection, canceller) + " counted");
        } finally {
            canceller.shutdown();
        }
    }

    private static BlockingQueue<Long> queue(long... sizes) {
        BlockingQueue<Long> queue = new LinkedBlockingQueue<>();
        Arrays.stream(sizes).forEach(queue::add);
        return queue;
    }
}
