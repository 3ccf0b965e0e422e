package dev.curfew.examples.gateway;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.ErrorHandler;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;

/**
 * What other threads have to say to an event loop: tasks that run there, in order. The loop is woken for the first of a
 * batch only, which an event loop's own queue does for each task.
 *
 * <ul>
 *   <li>I1: {@code waiting} is the number of tasks that were offered and have not run; a task is offered before it counts.
 *   <li>I2: exactly one drain is on its way to the loop while {@code waiting} is not zero: sent by who took it from zero,
 *       or by the drain that left something behind. So no task is left without a wake-up.
 * </ul>
 *
 * <p>Tasks for a loop that has terminated are dropped: by then every context has ended and every channel is
 * closed.
 */
final class Mailbox implements Executor {

    private static final int CHUNK = 1_024;
    /** Then channels get their turn. */
    private static final int BATCH = 1_024;

    private final Executor loop;
    private final ErrorHandler errorHandler;
    private final MpscUnboundedVarHandleArrayQueue<Runnable> tasks = new MpscUnboundedVarHandleArrayQueue<>(CHUNK);
    private final AtomicInteger waiting = new AtomicInteger();
    private final Runnable drain = this::drain;

    Mailbox(Executor loop, ErrorHandler errorHandler) {
        this.loop = loop;
        this.errorHandler = errorHandler;
    }

    /** Runs the task on the loop, later even if this is the loop's thread. Lock-free, but for what waking the loop takes. */
    @Override
    public void execute(Runnable task) {
        tasks.offer(task);
        if (waiting.getAndIncrement() == 0) { // I2
            wake();
        }
    }

    private void wake() {
        try {
            loop.execute(drain);
        } catch (RejectedExecutionException e) {
            // The loop has terminated. Left at more than zero, waiting keeps everybody else from trying.
        }
    }

    private void drain() {
        int batch = Math.min(waiting.get(), BATCH);
        int ran = 0;
        try {
            while (ran < batch) {
                ran++;
                run(tasks.poll());
            }
        } finally { // should the error handler throw, too
            if (waiting.addAndGet(-ran) > 0) {
                wake();
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            errorHandler.onError(e);
        }
    }
}
