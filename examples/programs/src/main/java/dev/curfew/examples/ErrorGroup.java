package dev.curfew.examples;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.DeadlineExceededException;
import dev.curfew.concurrent.TaskGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Loads the parts of a page at once. The first failure, or the end of the request, ends the parts that still load. */
public final class ErrorGroup {

    private static final CountDownLatch LOADING = new CountDownLatch(1);

    private ErrorGroup() {}

    private static String page(
            Context request, ExecutorService threads, TaskGroup.Body<String> user, TaskGroup.Body<Integer> orders)
            throws ExecutionException, InterruptedException {
        try (TaskGroup parts = TaskGroup.failFast(request, threads)) {
            TaskGroup.Task<String> name = parts.fork(user);
            TaskGroup.Task<Integer> count = parts.fork(orders);
            parts.join();
            return name.get() + " has " + count.get() + " orders";
        }
    }

    /** Loads a page, one with a part that fails, and one that takes too long. */
    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (CancelContext request = Context.background().withTimeout(Duration.ofSeconds(1))) {
            System.out.println(page(Context.background(), threads, context -> "ada", context -> 3));
            try {
                throw new AssertionError(page(Context.background(), threads, ErrorGroup::hang, context -> {
                    LOADING.await();
                    throw new IOException("no orders today");
                }));
            } catch (ExecutionException e) {
                System.out.println("no page: " + e.getCause());
            }
            try {
                throw new AssertionError(page(request, threads, ErrorGroup::hang, context -> 3));
            } catch (DeadlineExceededException e) {
                System.out.println("no page: " + e.getMessage());
            }
        } finally {
            threads.shutdown();
        }
    }

    private static String hang(Context context) throws InterruptedException {
        LOADING.countDown();
        try {
            new CountDownLatch(1).await();
            return "nobody";
        } finally {
            System.out.println("a part has ended: " + context.cause());
        }
    }
}
