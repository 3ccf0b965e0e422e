package dev.curfew.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.concurrent.TaskGroup.Task;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;

/** What is kept of tasks: nothing once they are over or dropped. J2. */
@EveryCore
@Semantic(30)
class TaskRetentionTest extends ConcurrentContract {

    private static final class Payload implements TaskGroup.Body<Object> {
        @Override
        public Object run(Context context) {
            return this;
        }
    }

    @Test
    void aDroppedBodyIsReleasedByGroupAndQueue() {
        Held held = new Held();
        CancelContext parent = root.withCancel();
        TaskGroup group = TaskGroup.failFast(parent, held);
        Collected.despite(List.of(group, held.queue), "the body", () -> {
            Payload payload = new Payload();
            group.fork(payload);
            parent.cancel();
            return new WeakReference<>(payload);
        });
        assertEquals(1, held.queue.size());
        assertThrows(CanceledException.class, group::join);
        group.close();
    }

    @Test
    void aDroppedTaskReachesNoGroup() {
        Held held = new Held();
        Collected.despite(held.queue, "the group", () -> {
            TaskGroup group = TaskGroup.failFast(root, held);
            group.fork(new Payload());
            assertThrows(IllegalStateException.class, group::close);
            return new WeakReference<>(group);
        });
    }

    @Test
    void aResultIsReleasedByTheGroup() throws Exception {
        TaskGroup group = TaskGroup.failFast(root, Runnable::run);
        Collected.despite(
                group,
                "the result",
                () -> new WeakReference<>(group.fork(new Payload()).get()));
        group.join();
        group.close();
    }

    @Test
    void aTaskThatIsOverReachesNoGroup() {
        Task<?>[] kept = new Task<?>[1];
        Collected.despite(kept, "the group", () -> {
            try (TaskGroup group = TaskGroup.failFast(root, Runnable::run)) {
                kept[0] = group.fork(context -> "result");
                group.join();
                return new WeakReference<>(group);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertEquals("result", kept[0].get());
    }

    @Test
    void aRejectedBodyIsReleased() {
        TaskGroup group = TaskGroup.failFast(root, command -> {
            throw new IllegalStateException("no");
        });
        Collected.despite(group, "the body", () -> {
            Payload payload = new Payload();
            assertThrows(IllegalStateException.class, () -> group.fork(payload));
            return new WeakReference<>(payload);
        });
        group.close();
    }

    /** Each task has a megabyte: a thousand of them do not fit into the heap of the tests. */
    @Test
    void aGroupThatForksForLongStaysSmall() throws Exception {
        try (TaskGroup group = TaskGroup.awaitAll(root, Runnable::run)) {
            for (int i = 0; i < 20_000; i++) {
                byte[] large = new byte[1 << 20];
                group.fork(context -> large);
            }
            group.join();
        }
    }

    @Test
    void aBoundTaskIsReleasedByContextAndQueue() {
        Held held = new Held();
        CancelContext context = root.withCancel();
        ExecutorService view = ContextExecutors.bound(context, held);
        Collected.despite(List.of(view, held.queue, context), "the task", () -> {
            Runnable task = new Runnable() {
                @Override
                public void run() {}
            };
            view.execute(task);
            context.cancel();
            return new WeakReference<>(task);
        });
        assertTrue(view.isTerminated());
    }

    @Test
    void anIdleViewIsNotKeptByItsContext() {
        CancelContext context = root.withCancel();
        Collected.despite(context, "the view", () -> {
            ExecutorService view = ContextExecutors.bound(context, Runnable::run);
            assertEquals("done", Background.get(view.submit(() -> "done")));
            return new WeakReference<>(view);
        });
    }
}
