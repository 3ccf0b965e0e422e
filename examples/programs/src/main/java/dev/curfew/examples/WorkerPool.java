package dev.curfew.examples;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.concurrent.ContextExecutors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Two threads that all sessions share. The end of a session drops its jobs that wait, interrupts those that run, and
 * rejects new ones. The threads then serve other sessions, and have no interrupt left.
 */
public final class WorkerPool {

    private WorkerPool() {}

    /** Ends a session that has two jobs running and eight waiting. */
    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (CancelContext session = Context.background().withCancel()) {
            ExecutorService workers = ContextExecutors.bound(session, threads);
            CountDownLatch running = new CountDownLatch(2);
            Callable<Integer> job = () -> {
                running.countDown();
                new CountDownLatch(1).await();
                return 0;
            };
            List<Future<Integer>> jobs = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                jobs.add(workers.submit(job));
            }
            running.await();
            session.cancel(new IllegalStateException("logged out"));
            boolean isOver = workers.awaitTermination(30, TimeUnit.SECONDS);
            long dropped = jobs.stream().filter(Future::isCancelled).count();
            System.out.println(dropped + " jobs were dropped, no job runs: " + isOver);
            try {
                throw new AssertionError(workers.submit(job));
            } catch (RejectedExecutionException e) {
                System.out.println("a new job is rejected: " + e.getCause().getCause());
            }
            CyclicBarrier both = new CyclicBarrier(2); // which an interrupted thread breaks
            for (Future<Integer> served : threads.invokeAll(List.<Callable<Integer>>of(both::await, both::await))) {
                served.get();
            }
            System.out.println("both threads serve others");
        } finally {
            threads.shutdownNow();
        }
    }
}
