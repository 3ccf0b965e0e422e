package dev.curfew.jdk;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A call whose context has ended, and whose cancel an actor of a race test runs. */
final class HeldStatement implements InvocationHandler {

    final AtomicInteger cancels = new AtomicInteger();
    final StatementCancel call;
    /** A cancel has begun. */
    volatile boolean begun;

    volatile String fault = "in time";

    private final AtomicInteger inside = new AtomicInteger();
    private final int spins;
    private volatile boolean isClosed;
    private volatile @Nullable Runnable held;

    /**
     * @param spins how long a cancel takes
     */
    HeldStatement(int spins) {
        this.spins = spins;
        CancelContext context = Context.background().withCancel();
        Statement statement =
                (Statement) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Statement.class}, this);
        call = new StatementCancel(context, statement, task -> held = task);
        call.listen();
        context.cancel();
    }

    /** The cancel runs. */
    void run() {
        requireNonNull(held).run();
    }

    /** The call returns, and the statement serves the next one. */
    void close() {
        call.close();
        isClosed = true;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        if (!method.getName().equals("cancel")) {
            return null; // There is no connection.
        }
        cancels.incrementAndGet();
        if (inside.incrementAndGet() != 1) {
            fault = "two at a time";
        }
        begun = true;
        for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
        }
        if (isClosed) {
            fault = "late";
        }
        inside.decrementAndGet();
        return null;
    }
}
