package dev.curfew.jdk;

import dev.curfew.kit.Background;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A statement of a driver that does what a test says. */
final class FakeStatement implements InvocationHandler {

    final AtomicInteger cancels = new AtomicInteger();
    final CountDownLatch cancelled = new CountDownLatch(1);
    /** The timeouts that were set, in order. */
    final List<Integer> timeouts = new ArrayList<>();

    volatile Background.Task onCancel = () -> {};
    volatile Background.Task onSetTimeout = () -> {};
    int timeout;
    boolean closed;

    Statement statement() {
        return (Statement) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Statement.class}, this);
    }

    /** Blocks until it is cancelled, then fails, as a query does. */
    String query() throws SQLException {
        Background.await(cancelled);
        throw new SQLException("canceled by user");
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "cancel" -> {
                cancels.incrementAndGet();
                onCancel.run();
                cancelled.countDown();
                return null;
            }
            case "getQueryTimeout" -> {
                requireOpen();
                return timeout;
            }
            case "setQueryTimeout" -> {
                requireOpen();
                onSetTimeout.run();
                timeout = (Integer) arguments[0];
                timeouts.add(timeout);
                return null;
            }
            case "isClosed" -> {
                return closed;
            }
            case "close" -> {
                closed = true;
                return null;
            }
            default -> throw new UnsupportedOperationException(method.getName());
        }
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("the statement is closed");
        }
    }
}
