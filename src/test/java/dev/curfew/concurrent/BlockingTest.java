package dev.curfew.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.DeadlineExceededException;
import dev.curfew.ForwardingContext;
import dev.curfew.Registration;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import dev.curfew.kit.Semantic;
import dev.curfew.kit.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@EveryCore
@Semantic(28)
class BlockingTest extends Contract {

    private static final int HAND_OVERS = 2_000;

    private final CountDownLatch never = new CountDownLatch(1);
    private final Exception reason = new Exception("the reason");

    @Test
    void aResultIsReturned() throws InterruptedException {
        CancelContext context = root.withCancel();
        assertEquals("result", Blocking.call(context, () -> "result"));
        assertNull(Blocking.<String, RuntimeException>call(context, () -> null));
        AtomicInteger runs = new AtomicInteger();
        Blocking.run(context, runs::incrementAndGet);
        assertEquals(1, runs.get());
    }

    @Test
    void theEndBecomesAContextExceptionWithTheFailureSuppressed() {
        for (Threads kind : Threads.kinds()) {
            CancelContext context = root.withCancel();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread blocked = kind.start(() -> {
                try {
                    Blocking.run(context, never::await);
                } catch (Throwable e) {
                    thrown.set(e);
                }
            });
            Background.untilParked(blocked);
            context.cancel(reason);
            Background.until("the call ends", () -> thrown.get() != null);
            assertInstanceOf(ContextException.class, thrown.get(), kind.toString());
            assertSame(reason, thrown.get().getCause());
            assertEquals(1, thrown.get().getSuppressed().length);
            assertInstanceOf(InterruptedException.class, thrown.get().getSuppressed()[0]);
        }
    }

    @Test
    void aCallThatFailsAfterTheEndIsThereforeEnded() {
        CancelContext context = root.withCancel();
        IOException failure = new IOException("cut");
        ContextException end = assertThrows(
                ContextException.class,
                () -> Blocking.run(context, () -> {
                    context.cancel();
                    throw failure;
                }));
        assertSame(failure, end.getSuppressed()[0]);
        assertEquals(1, end.getSuppressed().length);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void aResultOutlivesTheEnd() throws InterruptedException {
        CancelContext context = root.withCancel();
        assertEquals("result", Blocking.call(context, () -> {
            context.cancel();
            return "result";
        }));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void anErrorAndAContextExceptionPass() {
        CancelContext context = root.withCancel();
        AssertionError error = new AssertionError("meant");
        assertSame(
                error,
                assertThrows(
                        AssertionError.class,
                        () -> Blocking.run(context, () -> {
                            context.cancel();
                            throw error;
                        })));
        CancelContext another = root.withCancel();
        another.cancel();
        CancelContext later = root.withCancel();
        AtomicReference<ContextException> thrown = new AtomicReference<>();
        assertSame(
                assertThrows(
                        ContextException.class,
                        () -> Blocking.run(later, () -> {
                            later.cancel();
                            try {
                                another.throwIfDone();
                            } catch (ContextException e) {
                                thrown.set(e);
                                throw e;
                            }
                        })),
                thrown.get());
        assertEquals(0, thrown.get().getSuppressed().length);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void everythingPassesBeforeTheEnd() {
        CancelContext context = root.withCancel();
        IOException failure = new IOException("meant");
        assertSame(
                failure,
                assertThrows(
                        IOException.class,
                        () -> Blocking.run(context, () -> {
                            throw failure;
                        })));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> Blocking.run(context, never::await));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void aCallWithAnEndedContextDoesNotBegin() {
        CancelContext context = root.withCancel();
        context.cancel(reason);
        AtomicInteger runs = new AtomicInteger();
        ContextException end = assertThrows(ContextException.class, () -> Blocking.run(context, runs::incrementAndGet));
        assertSame(reason, end.getCause());
        assertEquals(0, runs.get());
        Thread.currentThread().interrupt();
        assertThrows(ContextException.class, () -> Blocking.run(context, runs::incrementAndGet));
        assertTrue(Thread.interrupted(), "somebody else's interrupt");
    }

    @Test
    void aCallAfterTheDeadlineDoesNotBeginHoweverLateTheWheelIs() {
        if (subject.core() == ContextRuntime.Core.LOCK_FREE) {
            try (ContextRuntime driven = ContextRuntime.builder().callerDriven().build()) {
                CancelContext context = driven.background().withTimeoutNanos(1_000);
                Background.until("the deadline passes", () -> context.remainingNanos() <= 0);
                AtomicInteger runs = new AtomicInteger();
                assertThrows(DeadlineExceededException.class, () -> Blocking.run(context, runs::incrementAndGet));
                assertEquals(0, runs.get());
            }
        }
    }

    @Test
    void aDeadlineEndsTheCall() {
        CancelContext context = root.withTimeoutNanos(5 * MILLI);
        assertThrows(DeadlineExceededException.class, () -> Blocking.run(context, never::await));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void anInterruptOfSomebodyElseThatTheCallTookIsGivenBack() {
        CancelContext context = root.withCancel();
        assertThrows(
                ContextException.class,
                () -> Blocking.run(context, () -> {
                    Thread.currentThread().interrupt();
                    context.cancel();
                    never.await();
                }));
        assertTrue(Thread.interrupted(), "somebody else's interrupt");
    }

    @Test
    void callsNest() {
        CancelContext outer = root.withCancel();
        Context inner = outer.withCancel();
        AtomicReference<ContextException> within = new AtomicReference<>();
        ContextException end = assertThrows(
                ContextException.class,
                () -> Blocking.run(outer, () -> {
                    try {
                        Blocking.run(inner, () -> {
                            outer.cancel();
                            never.await();
                        });
                    } catch (ContextException e) {
                        within.set(e);
                        throw e;
                    }
                }));
        assertSame(within.get(), end);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void theEndOfTheInnerLeavesTheOuterAlone() throws InterruptedException {
        CancelContext outer = root.withCancel();
        CancelContext inner = outer.withCancel();
        Blocking.run(outer, () -> {
            assertThrows(
                    ContextException.class,
                    () -> Blocking.run(inner, () -> {
                        inner.cancel();
                        never.await();
                    }));
            assertFalse(Thread.currentThread().isInterrupted());
        });
        assertFalse(outer.isDone());
    }

    /** One interrupt was for both, and the inner call has taken it: the outer one would wait for ever. */
    @Test
    void anInterruptThatAnInnerCallTookComesAgainForTheOuter() {
        for (boolean swallows : new boolean[] {false, true}) {
            CancelContext outer = root.withCancel();
            Context inner = outer.withCancel();
            Future<Boolean> interrupted = Background.call(() -> {
                assertThrows(
                        ContextException.class,
                        () -> Blocking.run(outer, () -> {
                            try {
                                Blocking.run(inner, () -> endAndWait(outer, swallows));
                            } catch (ContextException e) {
                                assertFalse(swallows);
                            }
                            never.await();
                        }));
                return Thread.interrupted();
            });
            assertFalse(Background.get(interrupted));
        }
    }

    /** The end has interrupted the outer call only, and the inner one has swallowed that. */
    @Test
    void anInterruptOfTheOuterThatAnInnerCallSwallowedComesAgain() {
        CancelContext outer = root.withCancel();
        Context inner = root.withCancel();
        Future<Boolean> interrupted = Background.call(() -> {
            assertThrows(
                    ContextException.class,
                    () -> Blocking.run(outer, () -> {
                        Blocking.run(inner, () -> endAndWait(outer, true));
                        never.await();
                    }));
            return Thread.interrupted();
        });
        assertFalse(Background.get(interrupted));
    }

    @Test
    void anInterruptThatTheOuterCallTookDoesNotComeAgainAfterAnInnerOne() throws InterruptedException {
        CancelContext outer = root.withCancel();
        Context inner = root.withCancel();
        Blocking.run(outer, () -> {
            endAndWait(outer, true);
            Blocking.run(inner, () -> assertFalse(Thread.currentThread().isInterrupted()));
            assertFalse(Thread.currentThread().isInterrupted());
        });
        assertFalse(Thread.interrupted());
    }

    private void endAndWait(CancelContext context, boolean swallows) throws InterruptedException {
        context.cancel();
        try {
            never.await();
        } catch (InterruptedException e) {
            if (!swallows) {
                throw e;
            }
        }
    }

    /** Both ends have merged with an interrupt of somebody else, which the inner call has taken. */
    @Test
    void anInterruptOfSomebodyElseThatAnInnerCallTookIsGivenBack() {
        CancelContext outer = root.withCancel();
        Context inner = outer.withCancel();
        assertThrows(
                ContextException.class,
                () -> Blocking.run(
                        outer,
                        () -> Blocking.run(inner, () -> {
                            Thread.currentThread().interrupt();
                            outer.cancel();
                            never.await();
                        })));
        assertTrue(Thread.interrupted(), "somebody else's interrupt");
    }

    /** What the call returned is not lost, and no interrupt comes later. */
    @Test
    void anInterruptionThatTheCallLeavesOpenIsClosed() throws InterruptedException {
        CancelContext outer = root.withCancel();
        CancelContext inner = root.withCancel();
        assertEquals("element", Blocking.call(outer, () -> {
            Interruption left = Interruption.onDone(inner);
            Interruption another = Interruption.onDone(inner);
            assertFalse(left.happened() || another.happened());
            return "element";
        }));
        outer.cancel();
        inner.cancel();
        assertFalse(Thread.interrupted());
        Interruption.onDone(root).close();
    }

    /** What was taken from a queue is not lost. */
    @Test
    void aRegistrationThatCannotBeStoppedIsReported() throws Exception {
        IllegalStateException misfire = new IllegalStateException("foreign");
        Context foreign = new ForwardingContext(root.withCancel()) {
            @Override
            public Registration onDone(Runnable action) {
                return () -> {
                    throw misfire;
                };
            }
        };
        assertEquals("taken", Blocking.<String, Exception>call(foreign, () -> "taken"));
        failures.assertTold(misfire);
    }

    /** What a call has registered is not left behind by a stack that ends. */
    @Test
    void aRecursionToTheEndOfTheStackLeavesNothing() throws InterruptedException {
        for (int round = 0; round < 60; round += 5) {
            int frames = round;
            ForeignDone done = new ForeignDone();
            CancelContext context = root.withCancel();
            Context counting = new ForeignForwarding(context, done);
            AtomicReference<Object> outcome = new AtomicReference<>();
            Thread thread = new Thread(
                    null,
                    () -> {
                        try {
                            shift(frames, counting);
                        } catch (Throwable e) {
                            outcome.set(e);
                        }
                        try {
                            Interruption.onDone(root).close();
                            context.cancel();
                            done.end();
                            outcome.set(Thread.interrupted() ? "interrupted" : "clean, kept " + done.attached());
                        } catch (Throwable e) {
                            outcome.set(e);
                        }
                    },
                    "overflow",
                    256 << 10);
            thread.start();
            thread.join();
            assertEquals("clean, kept 0", outcome.get(), "round " + round);
        }
    }

    private static void shift(int frames, Context context) throws InterruptedException {
        if (frames > 0) {
            shift(frames - 1, context);
        } else {
            descend(context);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void descend(Context context) throws InterruptedException {
        Blocking.run(context, () -> descend(context));
    }

    @Test
    void nullsAreRefused() {
        assertEquals(
                "context",
                assertThrows(NullPointerException.class, () -> Blocking.call(null, () -> ""))
                        .getMessage());
        assertEquals(
                "call",
                assertThrows(NullPointerException.class, () -> Blocking.call(root, null))
                        .getMessage());
        assertEquals(
                "context",
                assertThrows(NullPointerException.class, () -> Blocking.run(null, () -> {}))
                        .getMessage());
        assertEquals(
                "action",
                assertThrows(NullPointerException.class, () -> Blocking.run(root, null))
                        .getMessage());
    }

    // ---- no element is lost

    @Test
    void noElementIsLostThatIsHandedOverAtTheEnd() {
        LinkedTransferQueue<Integer> transfers = new LinkedTransferQueue<>();
        assertEquals(HAND_OVERS, handedOver(transfers::take, transfers::tryTransfer));
        SynchronousQueue<Integer> synchronous = new SynchronousQueue<>();
        assertEquals(HAND_OVERS, handedOver(synchronous::take, synchronous::offer));
    }

    private interface Offer {
        boolean offer(int element);
    }

    /** How often what a taker got is what an offerer has handed over, and nothing if nothing was. */
    private int handedOver(Blocking.Call<Integer, RuntimeException> take, Offer offer) {
        int right = 0;
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < HAND_OVERS; i++) {
            int element = i;
            CancelContext context = root.withCancel();
            Future<Boolean> offered = Background.call(() -> {
                boolean isTaken = false;
                while (!isTaken && !context.isDone()) {
                    isTaken = offer.offer(element);
                }
                return isTaken;
            });
            Future<Boolean> ended = Background.call(context::cancel);
            taken.clear();
            try {
                taken.add(Blocking.call(context, take));
            } catch (ContextException e) {
                // nothing was taken
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            Background.get(ended);
            boolean wasOffered = Background.get(offered);
            if (taken.equals(wasOffered ? List.of(element) : List.of()) && !Thread.interrupted()) {
                right++;
            }
        }
        return right;
    }
}
