package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Contexts that end each other: an end inside an action marks at once, and leaves its actions to the outer call. */
@EveryCore
@Semantic({2, 3})
class HandOverTest extends Contract {

    private static final int LINKS = 100_000;
    private static final long SMALL_STACK = 256 << 10;

    private final AtomicInteger runs = new AtomicInteger();

    private static void onSmallStack(Runnable task) throws InterruptedException {
        Thread thread = new Thread(null, task, "small stack", SMALL_STACK);
        thread.start();
        thread.join();
    }

    @Test
    void anEndInsideAnActionFlagsAtOnceAndItsActionsRunAfterwards() {
        CancelContext one = root.withCancel();
        CancelContext other = root.withCancel();
        Context below = other.withCancel();
        List<String> order = new ArrayList<>();
        one.onDone(() -> {
            assertTrue(other.cancel());
            order.add("done " + (other.isDone() && below.isDone()));
        });
        one.onDone(() -> order.add("second of the outer"));
        other.onDone(() -> order.add("of the inner"));
        one.cancel();
        assertEquals(List.of("done true", "second of the outer", "of the inner"), order);
    }

    @Test
    void whatWasHandedOverCanStillBeStopped() {
        CancelContext one = root.withCancel();
        CancelContext other = root.withCancel();
        Registration stopped = other.onDone(runs::incrementAndGet);
        one.onDone(() -> {
            other.cancel();
            assertTrue(stopped.stop());
        });
        one.cancel();
        assertEquals(0, runs.get());
    }

    @Test
    void aWaiterOfTheInnerWakesThoughTheActionThrows() {
        CancelContext one = root.withCancel();
        CancelContext other = root.withCancel();
        var waiting = Background.start(other::await);
        one.onDone(() -> {
            other.cancel();
            throw new IllegalStateException("meant to be reported");
        });
        one.cancel();
        Background.get(waiting);
        assertEquals(1, failures.take().size());
    }

    @Test
    void aLongChainOfContextsLinkedByActions() throws InterruptedException {
        List<CancelContext> chain = new ArrayList<>();
        for (int i = 0; i < LINKS; i++) {
            chain.add(root.withCancel());
        }
        link(chain);
        onSmallStack(chain.get(0)::cancel);
        assertAllCanceled(chain);
        assertEquals(LINKS, runs.get());
    }

    private void link(List<CancelContext> chain) {
        for (int i = 0; i < chain.size(); i++) {
            CancelContext next = i + 1 < chain.size() ? chain.get(i + 1) : chain.get(0);
            chain.get(i).onDone(() -> {
                runs.incrementAndGet();
                next.cancel();
            });
        }
    }

    @Test
    void aLongChainOfAlternatingCores() throws InterruptedException {
        Core other = subject.core() == Core.MUTEX ? Core.LOCK_FREE : Core.MUTEX;
        try (ContextRuntime others =
                ContextRuntime.builder().core(other).errorHandler(failures).build()) {
            List<CancelContext> chain = new ArrayList<>();
            for (int i = 0; i < LINKS; i++) {
                chain.add((i % 2 == 0 ? root : others.background()).withCancel());
            }
            link(chain);
            onSmallStack(chain.get(0)::cancel);
            assertAllCanceled(chain);
            assertEquals(LINKS, runs.get());
        }
    }

    /** Each foreign context ends in an action of the context above it. */
    @Test
    @Semantic(11)
    void aLongChainThroughForeignContexts() throws InterruptedException {
        List<CancelContext> chain = new ArrayList<>();
        CancelContext tip = root.withCancel();
        for (int i = 0; i < LINKS / 10; i++) {
            chain.add(tip);
            ForeignDone done = new ForeignDone();
            tip.onDone(done::end);
            tip = new ForeignContext(root, done).withCancel();
        }
        onSmallStack(chain.get(0)::cancel);
        assertAllDone("below foreign contexts", chain);
    }

    /** The inner ending is interrupted at the end of the stack, and the outer one has room. */
    @Test
    void theOuterEndingFinishesWhatAStackOverflowHasInterrupted() throws InterruptedException {
        for (int frames = 1; frames < 100; frames += 3) {
            int room = frames;
            CancelContext inner = root.withCancel();
            AtomicInteger told = new AtomicInteger();
            inner.withCancel().withCancel().onDone(told::incrementAndGet);
            CancelContext outer = root.withCancel();
            outer.onDone(() -> dive(room, inner));
            onSmallStack(outer::cancel);
            if (inner.isDone()) {
                assertEquals(1, told.get(), room + " frames from the end");
            }
            inner.cancel();
            failures.take();
        }
    }

    /** Cancels so many frames from the end of the stack. Returns how many frames there are below. */
    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static int dive(int room, CancelContext inner) {
        int below;
        try {
            below = 1 + dive(room, inner);
        } catch (StackOverflowError e) {
            below = 0;
        }
        if (below == room) {
            inner.cancel();
        }
        return below;
    }

    /** A context that is made on the way to the end of a stack, and whether the action below it has run. */
    private static final class Scope {
        private final Context context;
        private boolean told;

        Scope(Context context) {
            this.context = context;
        }
    }

    /** The next end on the thread tells what a stack overflow has kept from being told. */
    @Test
    void theEndOfAStackLosesNoAction() throws InterruptedException {
        List<Scope> scopes = new ArrayList<>();
        onSmallStack(() -> {
            for (int frames = 0; frames < 200; frames += 5) {
                overflow(scopes, frames);
            }
            CancelContext last = root.withCancel();
            last.onDone(() -> {});
            last.cancel();
        });
        assertAllDone(
                "after their close()",
                scopes.stream().map(scope -> scope.context).toList());
        long notTold = scopes.stream().filter(scope -> !scope.told).count();
        long failed =
                failures.take().stream().mapToLong(HandOverTest::callbacks).sum();
        assertTrue(
                notTold <= failed,
                notTold + " not told, of " + scopes.size() + ", and " + failed + " that overflowed the stack");
    }

    /** How many callbacks a report stands for: the action's own frame may be one too many. */
    private static long callbacks(Throwable failure) {
        assertTrue(
                failure instanceof StackOverflowError || failure instanceof IllegalStateException, failure::toString);
        return failure instanceof StackOverflowError
                ? 1
                : Long.parseLong(failure.getMessage().split(" ", 2)[0]);
    }

    private void overflow(List<Scope> scopes, int frames) {
        if (frames > 0) {
            overflow(scopes, frames - 1);
            return;
        }
        try (CancelContext top = root.withCancel()) {
            descend(top, scopes);
        } catch (StackOverflowError expected) {
            // By some of the calls that close, or derive.
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void descend(Context parent, List<Scope> scopes) {
        try (CancelContext context = parent.withCancel()) {
            Scope scope = new Scope(context);
            context.withCancel().onDone(() -> scope.told = true);
            scopes.add(scope);
            descend(context, scopes);
        }
    }
}
