package dev.curfew.concurrent;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.concurrent.TaskGroup.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** A fail-fast group with tasks that fail, which the actors of a race test run. */
final class FailingTasks {

    final CancelContext parent = Context.background().withCancel();
    private final List<Runnable> held = new ArrayList<>();
    private final TaskGroup group = TaskGroup.failFast(parent, held::add);
    private final List<Task<?>> tasks = new ArrayList<>();

    /** Each task fails with a failure of that name. */
    FailingTasks(String... failures) {
        for (String failure : failures) {
            Exception thrown = new Failure(failure);
            tasks.add(group.fork(context -> {
                throw thrown;
            }));
        }
    }

    void run(int task) {
        held.get(task).run();
    }

    /** What a join throws: the names of failures, and the cause of the group's end. */
    String join() {
        try {
            group.join();
            return "nothing";
        } catch (ExecutionException e) {
            StringBuilder names = new StringBuilder(e.getCause().getMessage());
            for (Throwable suppressed : e.getSuppressed()) {
                names.append(" and ").append(suppressed.getMessage());
            }
            return names + " by " + group.context().cause().getMessage();
        } catch (ContextException e) {
            return "the end by " + (group.context().cause() == Context.CANCELED ? "the parent" : "a failure");
        } catch (InterruptedException e) {
            return "a stray interrupt";
        }
    }

    /** The states of the tasks. */
    String states() {
        StringBuilder states = new StringBuilder();
        tasks.forEach(task -> states.append(states.isEmpty() ? "" : " ").append(task.state()));
        return states.toString();
    }

    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        Failure(String name) {
            super(name, null, false, false);
        }
    }
}
