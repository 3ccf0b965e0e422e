package dev.curfew.churn;

import com.sun.net.httpserver.HttpServer;
import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.Lease;
import dev.curfew.Registration;
import dev.curfew.concurrent.Blocking;
import dev.curfew.concurrent.ContextExecutors;
import dev.curfew.concurrent.ContextFutures;
import dev.curfew.concurrent.TaskGroup;
import dev.curfew.internal.lockfree.Retained;
import dev.curfew.internal.mutex.Kept;
import dev.curfew.jdk.ContextHttp;
import dev.curfew.jdk.ContextJdbc;
import dev.curfew.kit.Background;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The program of {@link LongLivedTest}, for one core. Each operation refers to a payload. The payloads of one kind of
 * operation do not fit into the heap together.
 */
final class LongLivedTrial {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Executor INLINE = Runnable::run;

    private final Core core;
    private final CancelContext context;
    private final CancelContext other;
    /** Tasks that find its queue full run on the thread that forks them. */
    private final ExecutorService pool = new ThreadPoolExecutor(
            2,
            2,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(64),
            Background::daemon,
            new ThreadPoolExecutor.CallerRunsPolicy());

    /** It never completes. */
    private final CompletableFuture<byte[]> stage = new CompletableFuture<>();

    private LongLivedTrial(Core core) {
        this.core = core;
        ContextRuntime runtime = ContextRuntime.builder().core(core).build();
        context = runtime.background().withCancel();
        other = runtime.background().withCancel();
    }

    public static void main(String[] arguments) {
        try {
            new LongLivedTrial(Core.valueOf(arguments[0])).all();
            System.out.println("nothing is left");
            System.exit(0); // Threads of servers and clients live on.
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void all() throws Exception {
        many("blocking calls", 50_000, 2 << 10, this::blockingCall);
        many("cancelOnDone", 50_000, 2 << 10, this::cancelOnDone);
        many("get", 5_000, 20 << 10, this::get);
        many("bounded", 50_000, 2 << 10, this::bounded);
        many("until", 50_000, 2 << 10, this::until);
        many("done", 50_000, 2 << 10, this::done);
        many("bound executors", 10_000, 10 << 10, this::boundExecutor);
        many("groups", 20_000, 5 << 10, this::group);
        aMillionTasks();
        many("merged contexts", 50_000, 2 << 10, this::merged);
        many("leases", 50_000, 2 << 10, this::lease);
        many("scheduled actions", 50_000, 2 << 10, this::scheduled);
        requests(2_000);
        statements(10_000);
    }

    // ---- the frame

    /** One operation, which refers to a payload. */
    @FunctionalInterface
    private interface Operation {
        void run(int i, byte[] payload) throws Exception;
    }

    private void many(String what, int count, int bytes, Operation operation) throws Exception {
        System.out.println(what);
        for (int i = 0; i < count; i++) {
            operation.run(i, new byte[bytes]);
        }
        assertNothingAt(context);
        assertNothingAt(other);
        check(stage.getNumberOfDependents() == 0, "a stage has dependents");
    }

    private void assertNothingAt(Context asked) {
        boolean isNothing = core == Core.LOCK_FREE ? Retained.count(asked) == 0 : Kept.isNothing(asked);
        check(isNothing, "something is registered");
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    private static <X extends Throwable> void mustThrow(Class<X> type, Background.Task task) {
        try {
            task.run();
        } catch (Throwable e) {
            check(type.isInstance(e), "thrown: " + e);
            return;
        }
        throw new AssertionError("nothing was thrown");
    }

    /** Refers to a payload, and has no stack trace. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1;
        private final transient byte[] payload;

        Failure(byte[] payload) {
            super("meant", null, false, false);
            this.payload = payload;
        }
    }

    // ---- calls and futures

    private void blockingCall(int i, byte[] payload) throws Exception {
        if (i % 2 == 0) {
            check(Blocking.call(context, () -> payload) == payload, "the result");
        } else {
            mustThrow(
                    Failure.class,
                    () -> Blocking.run(context, () -> {
                        throw new Failure(payload);
                    }));
        }
    }

    /** Completes a future in one of three ways. */
    private static void complete(int i, CompletableFuture<byte[]> future, byte[] payload) {
        switch (i % 3) {
            case 0 -> future.complete(payload);
            case 1 -> future.completeExceptionally(new Failure(payload));
            default -> future.cancel(false);
        }
    }

    private void cancelOnDone(int i, byte[] payload) {
        complete(i, ContextFutures.cancelOnDone(context, new CompletableFuture<>(), INLINE), payload);
    }

    private void get(int i, byte[] payload) throws Exception {
        CompletableFuture<byte[]> future = new CompletableFuture<>();
        pool.execute(() -> complete(i % 2, future, payload));
        if (i % 2 == 0) {
            check(ContextFutures.get(context, future) == payload, "the result");
        } else {
            mustThrow(ExecutionException.class, () -> ContextFutures.get(context, future));
        }
    }

    private void bounded(int i, byte[] payload) {
        if (i % 2 == 0) {
            CompletableFuture<byte[]> brief = new CompletableFuture<>();
            CompletableFuture<byte[]> bounded = ContextFutures.bounded(context, brief, INLINE);
            complete(i / 2, brief, payload);
            check(bounded.isDone(), "the outcome of the stage");
        } else {
            complete(i / 2, ContextFutures.bounded(context, stage, INLINE), payload);
        }
    }

    private void until(int i, byte[] payload) {
        if (i % 2 == 0) {
            CompletableFuture<byte[]> ending = new CompletableFuture<>();
            CancelContext child = ContextFutures.until(context, ending);
            complete(i / 2, ending, payload);
            check(child.isDone(), "the end of the stage");
        } else {
            ContextFutures.until(context, stage).cancel(new Failure(payload));
        }
    }

    private void done(int i, byte[] payload) {
        CompletableFuture<Void> done = ContextFutures.done(context, INLINE);
        done.whenComplete((nothing, failure) -> check(payload.length > 0, "the payload"));
        switch (i % 3) {
            case 0 -> done.complete(null);
            case 1 -> done.completeExceptionally(new Failure(payload));
            default -> done.cancel(false);
        }
    }

    // ---- tasks

    private void boundExecutor(int i, byte[] payload) throws Exception {
        ExecutorService view = ContextExecutors.bound(context, pool);
        Future<byte[]> good = view.submit(() -> payload);
        Future<byte[]> bad = view.submit(() -> {
            throw new Failure(payload);
        });
        if (i % 2 == 0) {
            check(good.get() == payload, "the result");
            mustThrow(ExecutionException.class, bad::get);
            view.shutdown();
        } else {
            view.shutdownNow();
        }
        check(view.awaitTermination(1, TimeUnit.HOURS), "the view terminates");
    }

    private void group(int i, byte[] payload) throws Exception {
        TaskGroup group = i % 2 == 0 ? TaskGroup.failFast(context, pool) : TaskGroup.awaitAll(context, pool);
        try (group) {
            group.fork(inside -> payload);
            group.run(inside -> {
                throw new Failure(payload);
            });
            group.run(inside -> inside.awaitNanos(1));
            if (i % 2 == 0) {
                mustThrow(ExecutionException.class, group::join);
            } else {
                group.join();
            }
            assertNothingAt(group.context());
        }
    }

    /** A group keeps no task that is over. */
    private void aMillionTasks() throws Exception {
        System.out.println("a group of a million tasks");
        try (TaskGroup group = TaskGroup.awaitAll(context, pool)) {
            for (int i = 0; i < 1_000_000; i++) {
                byte[] payload = new byte[256];
                boolean fails = i % 8 == 0;
                group.fork(inside -> {
                    if (fails) {
                        throw new Failure(payload);
                    }
                    return payload;
                });
            }
            group.join();
            assertNothingAt(group.context());
        }
        assertNothingAt(context);
    }

    // ---- contexts

    private void merged(int i, byte[] payload) {
        CancelContext merged = context.withCancelOn(other);
        var unused = merged.onDone(() -> check(payload.length > 0, "the payload"));
        merged.withCancel().cancel();
        merged.cancel(new Failure(payload));
    }

    /** A timer that outlives its lease refers to the payload by the lease's cause. */
    private void lease(int i, byte[] payload) {
        Lease lease = context.withLease(HOUR);
        check(lease.renew(HOUR.plusMinutes(i)), "renewed to a later moment");
        check(lease.renew(Duration.ofMinutes(30)), "renewed to an earlier moment");
        lease.cancel(new Failure(payload));
    }

    private void scheduled(int i, byte[] payload) {
        Registration scheduled = context.scheduleAfter(HOUR, () -> check(payload.length > 0, "the payload"));
        check(scheduled.stop(), "stopped");
    }

    // ---- requests and statements

    private void requests(int count) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write(new byte[2]);
            }
        });
        server.start();
        HttpRequest good =
                HttpRequest.newBuilder(uri(server.getAddress().getPort())).build();
        HttpRequest bad = HttpRequest.newBuilder(uri(closedPort())).build();
        HttpClient client = HttpClient.newHttpClient();
        many("requests", count, 50 << 10, (i, payload) -> {
            BodyHandler<byte[]> handler = info -> {
                check(payload.length > 0, "the payload");
                return BodyHandlers.ofByteArray().apply(info);
            };
            switch (i % 4) {
                case 0 -> mustThrow(IOException.class, () -> ContextHttp.send(context, client, bad, handler));
                case 1 ->
                    ContextHttp.sendAsync(context, client, good, handler, INLINE)
                            .cancel(false);
                case 2 ->
                    ContextHttp.sendAsync(context, client, good, handler, INLINE)
                            .get();
                default ->
                    check(ContextHttp.send(context, client, good, handler).body().length == 2, "the body");
            }
        });
        server.stop(0);
    }

    private static URI uri(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket closed = new ServerSocket(0)) {
            return closed.getLocalPort();
        }
    }

    private void statements(int count) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
                Statement statement = connection.createStatement()) {
            many("statements", count, 10 << 10, (i, payload) -> {
                if (i % 4 == 0) {
                    mustThrow(SQLException.class, () -> execute(statement, "SELECT nothing", payload));
                } else {
                    check(execute(statement, "SELECT 1", payload) == payload, "the result");
                }
            });
        }
    }

    private byte[] execute(Statement statement, String sql, byte[] payload) throws SQLException {
        return ContextJdbc.execute(context, statement, INLINE, () -> {
            statement.executeQuery(sql).close();
            return payload;
        });
    }
}
