package dev.curfew.bench.libraries;

import dev.curfew.CancelContext;
import dev.curfew.bench.data.Alternative;
import dev.curfew.concurrent.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Ways to run tasks at once and to wait for all of them. A fork makes one. */
@FunctionalInterface
public interface FanOut {

    /** Adds up the results of tasks each of which returns one. */
    int sum(int tasks) throws Exception;

    static FanOut of(Alternative alternative, ExecutorService executor) {
        return switch (alternative) {
            case INVOKE_ALL -> tasks -> invokeAll(executor, tasks);
            case SCOPE -> new StructuredScopes();
            default -> ofGroup(Libraries.runtime(alternative).background().withCancel(), executor);
        };
    }

    private static FanOut ofGroup(CancelContext request, ExecutorService executor) {
        return tasks -> {
            List<TaskGroup.Task<Integer>> forked = new ArrayList<>(tasks);
            try (TaskGroup group = TaskGroup.failFast(request, executor)) {
                for (int i = 0; i < tasks; i++) {
                    forked.add(group.fork(context -> 1));
                }
                group.join();
            }
            int sum = 0;
            for (TaskGroup.Task<Integer> task : forked) {
                sum += task.get();
            }
            return sum;
        };
    }

    private static int invokeAll(ExecutorService executor, int tasks) throws Exception {
        List<Callable<Integer>> bodies = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            bodies.add(() -> 1);
        }
        int sum = 0;
        for (Future<Integer> future : executor.invokeAll(bodies)) {
            sum += future.get();
        }
        return sum;
    }
}
