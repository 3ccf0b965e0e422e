import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.concurrent.Blocking;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructuredTaskScope;

/**
 * A StructuredTaskScope that ends with a context: the end interrupts the owner in join(), and so the scope ends with its
 * forks. The forks get the context through a scoped value.
 */
public final class StructuredScope {

    private static final Key<String> USER = Key.of("user");
    private static final ScopedValue<Context> CONTEXT = ScopedValue.newInstance();
    private static final CountDownLatch STARTED = new CountDownLatch(2);
    private static final CountDownLatch ENDED = new CountDownLatch(2);

    private StructuredScope() {}

    private static String page(Context request, Callable<String> user, Callable<String> orders) throws Exception {
        return ScopedValue.where(CONTEXT, request)
                .call(() -> Blocking.call(request, () -> {
                    try (var scope = StructuredTaskScope.open()) {
                        var name = scope.fork(user);
                        var count = scope.fork(orders);
                        scope.join();
                        return name.get() + " has " + count.get() + " orders";
                    }
                }));
    }

    /** Loads a page, and another one whose request ends before its parts do. */
    public static void main(String[] args) throws Exception {
        try (CancelContext server = Context.background().withCancel()) {
            Context request = server.withValue(USER, "ada");
            System.out.println(page(request, () -> CONTEXT.get().valueOr(USER, "nobody"), () -> "3"));
            Thread.ofVirtual().start(() -> shutDown(server));
            try {
                throw new AssertionError(page(request, StructuredScope::hang, StructuredScope::hang));
            } catch (CanceledException e) {
                System.out.println("no page: " + e.getCause());
            }
            if (ENDED.getCount() > 0) {
                throw new AssertionError("a fork still runs");
            }
        }
    }

    private static void shutDown(CancelContext server) {
        try {
            STARTED.await();
            server.cancel(new IllegalStateException("shutting down"));
        } catch (InterruptedException e) {
            server.cancel(e);
        }
    }

    private static String hang() throws InterruptedException {
        try {
            STARTED.countDown();
            new CountDownLatch(1).await();
            return "nothing";
        } finally {
            System.out.println(
                    "a fork has ended, its context is done: " + CONTEXT.get().isDone());
            ENDED.countDown();
        }
    }
}
