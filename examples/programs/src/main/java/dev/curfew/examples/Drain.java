package dev.curfew.examples;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.Registration;
import dev.curfew.concurrent.Interruption;
import dev.curfew.concurrent.TaskGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A server shuts down: it accepts nothing more, waits for the requests in flight, and cuts those that take too long. */
public final class Drain {

    private Drain() {}

    /** Serves until the server ends; then returns when no request runs, and tells whether all had the time they needed. */
    private static boolean serve(
            Context server, BlockingQueue<TaskGroup.Action> arriving, ExecutorService threads, Duration grace)
            throws ExecutionException, InterruptedException {
        try (CancelContext requests = server.withoutCancel().withCancel();
                TaskGroup inFlight = TaskGroup.awaitAll(requests, threads)) {
            try (Interruption shutdown = Interruption.onDone(server)) {
                while (!shutdown.happened()) {
                    inFlight.run(arriving.take());
                }
            } catch (InterruptedException e) {
                if (!server.isDone()) {
                    throw e;
                }
            }
            System.out.println("no new requests: " + server.cause());
            Registration cut = requests.scheduleAfter(grace, () -> requests.endWith(server));
            try {
                inFlight.join();
            } catch (CanceledException e) {
                System.out.println("the time to drain is over");
            }
            return cut.stopAndAwait();
        }
    }

    /** Shuts down with a request in flight that ends, and then with one that does not. */
    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (CancelContext first = Context.background().withCancel();
                CancelContext second = Context.background().withCancel()) {
            var quick = queue(context -> first.cancel(new IllegalStateException("version 2 is ready")));
            boolean allServed = serve(first, quick, threads, Duration.ofMinutes(1));
            System.out.println("all requests were served: " + allServed);
            var stuck = queue(
                    context -> new CountDownLatch(1).await(),
                    context -> second.cancel(new IllegalStateException("version 3 is ready")));
            boolean stuckServed = serve(second, stuck, threads, Duration.ofMillis(50));
            System.out.println("all requests were served: " + stuckServed);
            if (!allServed || stuckServed) {
                throw new AssertionError();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static BlockingQueue<TaskGroup.Action> queue(TaskGroup.Action... requests) {
        return new LinkedBlockingQueue<>(List.of(requests));
    }
}
