package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Failures;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import dev.curfew.kit.GoTest;
import dev.curfew.kit.Semantic;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Foreign contexts as parents: how one attaches to them, what one takes from them, and what one puts up with. */
@EveryCore
@Semantic(11)
class ForeignTest extends Contract {

    private final ForeignDone done = new ForeignDone();
    private final AtomicInteger runs = new AtomicInteger();

    private Context foreign() {
        return new ForeignContext(root, done, Context.CANCELED);
    }

    private Context foreign(Done signal) {
        return new ForeignContext(root, signal, Context.CANCELED);
    }

    @Test
    @GoTest({"TestCustomContextGoroutines", "TestCustomContextAfterFuncUnregisterCancel"})
    void eachChildIsOneRegistrationWhichItsEndTakesBack() {
        Context parent = foreign();
        CancelContext first = parent.withCancel();
        assertEquals(1, done.attached());
        CancelContext second = parent.withCancel();
        assertEquals(2, done.attached());
        second.cancel();
        assertEquals(1, done.attached());
        first.cancel();
        assertEquals(0, done.attached());
        assertEquals(2, done.everRegistered());
        assertLive(parent);
    }

    @Test
    @GoTest({"TestChildFinishesFirst", "TestCancelRemoves", "TestCustomContextAfterFuncUnregisterTimeout"})
    void aChildWithADeadlineTakesItsRegistrationBackToo() {
        Context parent = foreign();
        CancelContext cancelled = parent.withTimeout(HOUR);
        CancelContext polled = parent.withTimeout(HOUR);
        CancelContext expiring = parent.withTimeoutNanos(MILLI);
        cancelled.cancel();
        polled.expireIfDue(in(2 * HOUR_NANOS));
        Background.until("the expired child has left as well", () -> done.attached() == 0);
        assertExpired(expiring);
        parent.withTimeoutNanos(-1);
        assertEquals(0, done.attached(), "one born ended leaves nothing");
    }

    @Test
    @GoTest({"TestCancelRemoves", "TestCustomContextAfterFuncUnregisterAfterFunc"})
    void anActionIsOneRegistrationWhichStopTakesBack() {
        Context parent = foreign();
        Registration registration = parent.onDone(runs::incrementAndGet);
        assertEquals(1, done.attached());
        assertTrue(registration.stop());
        assertEquals(0, done.attached());
        assertFalse(registration.stop());
    }

    @Test
    @GoTest("TestParentFinishesChild")
    void onlyWhatCanEndAttaches() {
        Context parent = foreign();
        CancelContext child = parent.withCancel();
        Context value = parent.withValue(USER, "ada");
        CancelContext grandchild = value.withTimeout(HOUR);
        parent.onDone(runs::incrementAndGet);
        assertEquals(3, done.attached(), "a cancel child, a timer grandchild through a value, an action");
        parent.withoutCancel().withCancel();
        child.withCancel();
        assertEquals(3, done.attached());
        done.end();
        assertEquals(0, done.attached());
        assertAllCanceled(List.of(child, grandchild));
        assertCanceled(parent.withValue(USER, "grace"));
        assertEquals(1, runs.get());
    }

    @Test
    @GoTest("TestCustomContextGoroutines")
    void anEndedParentNeedsNoRegistration() {
        done.end();
        CancelContext child = foreign().withCancel();
        assertCanceled(child);
        assertEquals(0, done.attached());
    }

    @Test
    @GoTest("TestCustomContextGoroutines")
    void noThreadIsStartedForAChild() {
        root.withTimeout(HOUR); // the timer's thread, if there is one
        int before = Thread.activeCount();
        List<CancelContext> children = children(foreign(), 100);
        assertTrue(Thread.activeCount() - before < 50, "threads for 100 children");
        done.end();
        assertAllCanceled(children);
    }

    @Test
    @GoTest({"TestCustomContextAfterFuncCancel", "TestCustomContextAfterFuncTimeout"})
    void childrenEndWithTheForeignSignal() {
        Context parent = foreign();
        List<CancelContext> children = List.of(parent.withCancel(), parent.withTimeout(HOUR));
        assertAllLive(children);
        done.end();
        assertAllCanceled(children);
    }

    @Test
    @GoTest("TestCustomContextAfterFuncAfterFunc")
    void actionsRunWithTheForeignSignal() {
        foreign().onDone(runs::incrementAndGet);
        foreign().onDone(runs::incrementAndGet, Runnable::run);
        assertEquals(0, runs.get());
        done.end();
        assertEquals(2, runs.get());
    }

    @Test
    @GoTest("TestCustomContextGoroutines")
    void aForwardingContextIsFree() {
        CancelContext inner = root.withCancel();
        Context forwarding = new ForwardingContext(inner) {
            @Override
            public ContextException err() {
                return Context.DEADLINE_EXCEEDED; // a lie, which children do not see
            }

            @Override
            public Throwable cause() {
                return new Reason("a lie");
            }
        };
        CancelContext child = forwarding.withCancel();
        assertLive(child);
        Reason reason = new Reason("the truth");
        inner.cancel(reason);
        assertEnded(child, Context.CANCELED, reason);
        assertEnded(forwarding.withCancel(), Context.CANCELED, reason);
    }

    @Test
    @GoTest("TestCustomContextGoroutines")
    void oneThatOverridesDoneIsNeverBypassed() {
        CancelContext inner = root.withCancel();
        Context forwarding = new ForeignForwarding(inner, done);
        CancelContext child = forwarding.withCancel();
        Context further = new ForwardingContext(forwarding.withValue(USER, "ada")) {};
        CancelContext grandchild = further.withCancel();
        assertEquals(2, done.attached());
        inner.cancel();
        assertLive(child);
        assertLive(grandchild);
        assertLive(forwarding.withCancel());
        done.end();
        assertAllCanceled(List.of(child, grandchild));
    }

    @Test
    void oneThatOverridesDoneEndsItsChildrenBeforeItsDelegate() {
        CancelContext inner = root.withCancel();
        Context forwarding = new ForeignForwarding(inner, done, () -> false); // err still null at its end
        CancelContext child = forwarding.withCancel();
        done.end();
        assertCanceled(child);
        assertLive(inner);
    }

    @Test
    void whatNeverEndsIsNotRegisteredWith() {
        Context forever = foreign(Done.NEVER);
        CancelContext child = forever.withCancel();
        assertLive(child);
        assertTrue(forever.onDone(runs::incrementAndGet).stop());
        assertTrue(child.cancel());
    }

    @Test
    void errAndCauseComeFromTheForeignContext() {
        Reason reason = new Reason("its own");
        Context parent = new ForeignContext(root, done, Context.DEADLINE_EXCEEDED) {
            @Override
            public Throwable cause() {
                return done.ended() ? reason : null;
            }
        };
        CancelContext child = parent.withCancel();
        CancelContext far = child.withTimeout(HOUR);
        done.end();
        assertEnded(child, Context.DEADLINE_EXCEEDED, reason);
        assertEnded(far, Context.DEADLINE_EXCEEDED, reason);
        assertEnded(parent.withCancel(), Context.DEADLINE_EXCEEDED, reason);
    }

    @Test
    @GoTest("TestCustomContextCause")
    void aChildsCauseStaysAndDoesNotEndTheForeignParent() {
        Context parent = foreign();
        CancelContext child = parent.withCancel();
        Reason own = new Reason("own");
        child.cancel(own);
        assertLive(parent);
        done.end();
        assertCanceled(parent);
        assertEnded(child, Context.CANCELED, own);
    }

    @Test
    @GoTest("TestCustomContextCause")
    void aForeignContextMayCancelAChildFromItsOwnEnd() {
        AtomicReference<CancelContext> child = new AtomicReference<>();
        ForeignDone calling = new ForeignDone() {
            @Override
            public void end() {
                flag();
                child.get().cancel();
                tellAll();
            }
        };
        child.set(foreign(calling).withCancel());
        calling.end();
        assertCanceled(child.get());
        assertEquals(0, calling.attached());
    }

    @Test
    void deadlineAndValuesComeFromTheForeignContext() {
        long deadline = in(HOUR_NANOS);
        Context parent = new ForeignContext(root.withValue(USER, "ada"), done) {
            @Override
            public long deadlineNanos() {
                return deadline;
            }
        };
        CancelContext child = parent.withCancel();
        assertEquals(deadline, child.deadlineNanos());
        assertEquals(deadline, parent.withTimeoutNanos(2 * HOUR_NANOS).deadlineNanos());
        assertEquals(deadline - 1, parent.withDeadlineNanos(deadline - 1).deadlineNanos());
        assertEquals("ada", child.value(USER));
        assertFalse(parent.withoutCancel().hasDeadline());
    }

    @Test
    @Semantic(9)
    void aForeignContextDoesNotExpireByItself() {
        Context parent = new ForeignContext(root.withTimeout(HOUR), done, Context.CANCELED);
        assertFalse(parent.expireIfDue(in(2 * HOUR_NANOS)));
        assertFalse(parent.isDone());
        done.end();
        assertTrue(parent.expireIfDue(in(0)));
    }

    @Test
    @Semantic(9)
    void aForwardingContextLetsItsDelegateExpire() {
        CancelContext owner = root.withTimeout(HOUR);
        Context forwarding = new ForwardingContext(owner) {};
        CancelContext child = forwarding.withCancel();
        assertFalse(child.expireIfDue(in(0)));
        assertTrue(child.expireIfDue(in(2 * HOUR_NANOS)));
        assertExpired(owner);
        assertExpired(child);
    }

    @Test
    void deriveAndEndWorkAcrossRuntimesAndCores() {
        for (Core other : Core.values()) {
            Failures told = new Failures();
            try (ContextRuntime own =
                    ContextRuntime.builder().core(other).errorHandler(told).build()) {
                CancelContext top = root.withValue(USER, "ada").withTimeout(HOUR);
                Context bridge = new ForwardingContext(top) {
                    @Override
                    public ContextRuntime runtime() {
                        return own;
                    }
                };
                CancelContext child = bridge.withCancel();
                CancelContext far = bridge.withDeadlineNanos(top.deadlineNanos() - 1);
                Context value = bridge.withValue(RETRIES, 9);
                Context detached = bridge.withoutCancel();
                assertSame(own, child.runtime());
                assertSame(own, value.withCancel().runtime());
                assertEquals("ada", far.value(USER));
                assertEquals(9, value.value(RETRIES));
                child.onDone(() -> {
                    throw new IllegalStateException("goes to the runtime of the child");
                });
                Reason reason = new Reason("across");
                top.cancel(reason);
                for (Context context : List.of(child, far, value, value.withCancel(), bridge.withTimeout(HOUR))) {
                    assertEnded(context, Context.CANCELED, reason);
                }
                assertLive(detached);
                assertEquals("ada", detached.value(USER));
                assertEquals(1, told.take().size());
            }
        }
    }

    @Test
    void theDefaultRuntimeIsTheSharedOne() {
        Context minimal = new Context() {
            @Override
            public long deadlineNanos() {
                return NO_DEADLINE;
            }

            @Override
            public Done done() {
                return done;
            }

            @Override
            public ContextException err() {
                return done.isDone() ? CANCELED : null;
            }

            @Override
            public <T> T value(Key<T> key) {
                return key.defaultValue();
            }
        };
        assertSame(ContextRuntime.shared(), minimal.runtime());
        CancelContext child = minimal.withCancel();
        assertSame(ContextRuntime.shared(), child.runtime());
        assertNull(minimal.cause());
        done.end();
        assertCanceled(minimal);
        assertCanceled(child);
    }

    @Test
    void twoContextsWithTheSameSignalEndTogether() {
        CancelContext one = foreign().withCancel();
        CancelContext other = foreign().withCancel();
        done.end();
        assertAllCanceled(List.of(one, other));
    }

    @Test
    @Semantic(4)
    void anActionOnAForeignContextThatThrowsIsReportedAndTheOthersRun() {
        IllegalStateException thrown = new IllegalStateException("action");
        Context parent = foreign();
        parent.onDone(() -> {
            throw thrown;
        });
        parent.onDone(runs::incrementAndGet);
        CancelContext child = parent.withCancel();
        done.end();
        failures.assertTold(thrown);
        assertEquals(1, runs.get());
        assertCanceled(child);
    }

    @Test
    void anEndOnAnotherThreadIsSeen() {
        CancelContext child = foreign().withCancel();
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        child.onDone(() -> told.complete(child.isDone()));
        Background.get(Background.start(done::end));
        assertTrue(Background.get(told));
        assertCanceled(child);
    }

    /** One that changes the runtime, below a binding. */
    @Test
    void aForwardingContextHasTheRuntimeOfWhatItForwardsTo() {
        try (ContextRuntime other = ContextRuntime.builder()
                .core(subject.core())
                .errorHandler(failures)
                .build()) {
            Context moved = new ForwardingContext(root.withCancel()) {
                @Override
                public ContextRuntime runtime() {
                    return other;
                }
            };
            Context binding = moved.withValue(USER, "ada");
            assertSame(other, binding.runtime());
            assertSame(other, new Plain(binding).runtime());
        }
    }

    private static final int LONG_ROW = 20_000;

    /** A class of its own, as a user has. */
    private static class Plain extends ForwardingContext {
        Plain(Context delegate) {
            super(delegate);
        }
    }

    @Test
    void aLongRowOfForwardingContextsCostsNoStack() {
        CancelContext end = root.withValue(USER, "ada").withTimeout(HOUR);
        Context tip = end;
        for (int i = 0; i < LONG_ROW; i++) {
            tip = new Plain(i % 3 == 0 ? tip.withValue(RETRIES, i) : tip);
        }
        assertSame(end.done(), tip.done());
        assertEquals("ada", tip.value(USER));
        assertNull(tip.value(Key.of("unbound")));
        assertSame(runtime, tip.runtime());
        assertEquals(end.deadlineNanos(), tip.deadlineNanos());
        assertFalse(tip.isDone());
        assertTrue(tip.toString().length() < 5_000);
        CancelContext below = tip.withCancel();
        assertEquals("ada", below.value(USER));
        assertTrue(below.toString().endsWith(".withCancel"));
        end.cancel();
        assertCanceled(below);
        assertSame(Context.CANCELED, tip.err());
        assertSame(Context.CANCELED, tip.cause());
    }
}
