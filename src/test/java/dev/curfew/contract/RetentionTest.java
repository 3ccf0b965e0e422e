package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a live context holds on to; a smoke test, the white-box tests of the cores count. */
@EveryCore
@Semantic(10)
class RetentionTest extends Contract {

    private static final int MANY = 5_000;
    /** Far above the constant that is allowed, far below what was ended. */
    private static final int FEW = 500;

    /** Something to be collected. */
    private static final class Payload implements Runnable {
        @Override
        public void run() {
            throw new AssertionError("never to be run");
        }
    }

    @Test
    void aStoppedActionIsLetGoAtOnce() {
        CancelContext context = root.withCancel();
        List<Registration> kept = new ArrayList<>();
        for (Function<Runnable, Registration> way : List.<Function<Runnable, Registration>>of(
                context::onDone,
                context.done()::onDone,
                action -> context.onDone(action, Runnable::run),
                context.withValue(USER, "ada")::onDone,
                root::onDone)) {
            Collected.despite(context, "a stopped action", () -> {
                Payload payload = new Payload();
                context.onDone(() -> {}); // links above and below
                Registration registration = way.apply(payload);
                context.onDone(() -> {});
                kept.add(registration);
                assertTrue(registration.stop());
                return new WeakReference<>(payload);
            });
        }
        Reference.reachabilityFence(kept);
    }

    private void assertReleased(Function<Context, CancelContext> derive, Consumer<List<CancelContext>> end) {
        CancelContext parent = root.withCancel();
        List<WeakReference<CancelContext>> references = deriveAndEnd(parent, derive, end);
        Background.until("most of " + MANY + " ended children are collected", () -> {
            System.gc();
            return references.stream()
                            .filter(reference -> !reference.refersTo(null))
                            .count()
                    <= FEW;
        });
        assertLive(parent);
    }

    private static List<WeakReference<CancelContext>> deriveAndEnd(
            Context parent, Function<Context, CancelContext> derive, Consumer<List<CancelContext>> end) {
        List<CancelContext> children = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            children.add(derive.apply(parent));
        }
        end.accept(children);
        List<WeakReference<CancelContext>> references = new ArrayList<>();
        children.forEach(child -> references.add(new WeakReference<>(child)));
        return references;
    }

    @Test
    void endedChildrenAreReleasedInWhateverOrderTheyEnd() {
        Function<Context, CancelContext> derive = Context::withCancel;
        assertReleased(derive, children -> children.forEach(CancelContext::cancel));
        assertReleased(derive, children -> {
            Collections.reverse(children);
            children.forEach(CancelContext::cancel);
        });
        assertReleased(derive, children -> {
            Collections.shuffle(children, new Random(42));
            children.forEach(CancelContext::cancel);
        });
    }

    @Test
    void cancelledDeadlinesAreReleased() {
        assertReleased(context -> context.withTimeout(HOUR), children -> children.forEach(CancelContext::cancel));
    }

    @Test
    void passedDeadlinesAreReleased() {
        assertReleased(
                context -> context.withTimeout(HOUR),
                children -> children.forEach(child -> child.expireIfDue(in(2 * HOUR_NANOS))));
    }

    @Test
    void aDeadlineCancelledUnderARootIsReleasedAtOnce() {
        Collected.despite(root, "a context with a cancelled deadline", () -> {
            CancelContext context = root.withTimeout(HOUR);
            Payload payload = new Payload();
            Registration registration = context.onDone(payload);
            assertTrue(registration.stop());
            context.cancel();
            return new WeakReference<>(context);
        });
    }

    @Test
    void aContextWithoutADeadlineIsNotHeldByItsRoot() {
        Collected.despite(root, "a forgotten context under a root", () -> new WeakReference<>(root.withCancel()));
    }

    @Test
    void aForgottenValueContextCostsItsParentNothing() {
        CancelContext parent = root.withCancel();
        Collected.despite(parent, "a value", () -> {
            Object value = new Object();
            Context context = parent.withValue(Key.<Object>of("key"), value);
            assertFalse(context.isDone());
            return new WeakReference<>(value);
        });
    }

    @Test
    @Semantic(16)
    void aWaiterThatLeftIsNotHeld() {
        CancelContext context = root.withCancel();
        Collected.despite(context, "the thread of an interrupted waiter", () -> waitAndLeave(context, true));
        Collected.despite(context, "the thread of a waiter whose time was up", () -> waitAndLeave(context, false));
        Context value = context.withValue(USER, "ada");
        Collected.despite(context, "the thread of a waiter on a value context", () -> waitAndLeave(value, true));
        context.cancel();
    }

    private static WeakReference<Thread> waitAndLeave(Context context, boolean interrupted) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread thread = Background.daemon(() -> {
            try {
                result.complete(context.awaitNanos(interrupted ? HOUR_NANOS : MILLI));
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        if (interrupted) {
            Background.untilParked(thread);
            thread.interrupt();
            assertThrows(AssertionError.class, () -> Background.get(result));
        } else {
            assertFalse(Background.get(result));
        }
        Background.until("the thread has ended", () -> !thread.isAlive());
        return new WeakReference<>(thread);
    }
}
