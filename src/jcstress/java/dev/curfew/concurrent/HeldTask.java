package dev.curfew.concurrent;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.concurrent.TaskGroup.Task;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A group with one task, which an actor of a race test runs. */
final class HeldTask {

    final CancelContext parent = Context.background().withCancel();
    final AtomicInteger runs = new AtomicInteger();
    final TaskGroup group;
    final Task<Integer> task;
    private final AtomicReference<Runnable> held = new AtomicReference<>(() -> {});

    HeldTask() {
        group = TaskGroup.awaitAll(parent, held::set);
        task = group.fork(context -> runs.incrementAndGet());
    }

    void run() {
        held.get().run();
    }

    void join() {
        join(group);
    }

    static void join(TaskGroup group) {
        try {
            group.join();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
