package dev.curfew.internal;

import java.util.concurrent.Executor;

/**
 * Runs a task on the calling thread if the executor rejects it, and then throws the rejection, for the caller to
 * report. If the task fails too, its failure is suppressed in the rejection. The task must bear being run twice: an
 * executor may throw after it has taken a task.
 */
public record InlineIfRejected(Executor executor) implements Executor {

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (Throwable rejection) {
            try {
                task.run();
            } catch (Throwable failure) {
                if (failure != rejection) { // which an executor that runs tasks inside execute may throw again
                    rejection.addSuppressed(failure);
                }
            }
            throw rejection;
        }
    }
}
