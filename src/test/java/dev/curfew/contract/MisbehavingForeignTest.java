package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Done;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import dev.curfew.kit.MisbehavedException;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Foreign signals that race, fire late, fire from within the registration, or throw: tolerated, and reported. */
@EveryCore
@Semantic(11)
class MisbehavingForeignTest extends Contract {

    private final AtomicInteger runs = new AtomicInteger();

    private Context foreign(Done signal) {
        return new ForeignContext(root, signal, Context.CANCELED);
    }

    @Test
    void anActionOnASignalThatFiresTwiceRunsOnce() {
        ForeignDone signal = new ForeignDone() {
            @Override
            protected void tell(Runnable action) {
                action.run();
                action.run();
            }
        };
        AtomicInteger ran = new AtomicInteger();
        foreign(signal).onDone(ran::incrementAndGet);
        foreign(signal).withValue(USER, "ada").onDone(ran::incrementAndGet, Runnable::run);
        signal.end();
        assertEquals(2, ran.get());
    }

    @Test
    void anActionWhoseRegistrationThrowsDoesNotRunWhenTheSignalFiresAllTheSame() {
        ForeignDone signal = new ForeignDone() {
            @Override
            public Registration onDone(Runnable action) {
                var unused = super.onDone(action);
                throw new MisbehavedException("onDone");
            }
        };
        Context parent = foreign(signal);
        AtomicInteger ran = new AtomicInteger();
        assertThrows(MisbehavedException.class, () -> parent.onDone(ran::incrementAndGet));
        assertThrows(MisbehavedException.class, () -> parent.onDone(ran::incrementAndGet, Runnable::run));
        signal.end();
        assertEquals(0, ran.get());
    }

    @Test
    void anActionThatWasStoppedDoesNotRunWhenTheSignalFiresAllTheSame() {
        List<Runnable> told = new ArrayList<>();
        Context parent = foreign(new ForeignDone() {
            @Override
            public Registration onDone(Runnable action) {
                told.add(action);
                return super.onDone(action);
            }
        });
        AtomicInteger ran = new AtomicInteger();
        Registration registration = parent.onDone(ran::incrementAndGet);
        assertTrue(registration.stop());
        assertFalse(registration.stop());
        told.forEach(Runnable::run);
        assertEquals(0, ran.get());
    }

    @Test
    void aForeignEndRacingTheDerivationLosesNothing() {
        for (int round = 0; round < 500; round++) {
            ForeignDone signal = new ForeignDone();
            Context parent = foreign(signal);
            AtomicReference<CancelContext> child = new AtomicReference<>();
            boolean withDeadline = round % 2 == 0;
            Background.race(
                    signal::end, () -> child.set(withDeadline ? parent.withTimeout(HOUR) : parent.withCancel()));
            assertCanceled(child.get());
            assertEquals(0, signal.attached());
        }
    }

    @Test
    void aChildsEndRacingTheForeignEndLeavesNothingAttached() {
        for (int round = 0; round < 500; round++) {
            ForeignDone signal = new ForeignDone();
            CancelContext child = foreign(signal).withCancel();
            AtomicInteger ran = new AtomicInteger();
            child.onDone(ran::incrementAndGet);
            Background.race(signal::end, child::cancel);
            assertCanceled(child);
            assertEquals(1, ran.get());
            assertEquals(0, signal.attached());
        }
    }

    @Test
    void aSignalThatFiresFromOnDoneWithoutEverReadingDoneEndsTheChild() {
        AtomicInteger stops = new AtomicInteger();
        Context parent = new ForeignContext(
                root,
                new Done() {
                    @Override
                    public boolean isDone() {
                        return false;
                    }

                    @Override
                    public Registration onDone(Runnable action) {
                        action.run();
                        return () -> stops.incrementAndGet() > 0;
                    }
                },
                Context.CANCELED);
        CancelContext child = parent.withCancel();
        assertCanceled(child);
        assertEquals(1, stops.get(), "what it registered for a child that has ended is taken back");
        child.onDone(runs::incrementAndGet);
        assertEquals(1, runs.get());
        assertCanceled(parent.withTimeout(HOUR));
    }

    @Test
    void aSignalThatFiresLateChangesNothingThatEndedBefore() {
        AtomicReference<Runnable> kept = new AtomicReference<>();
        Context parent = foreign(new Done() {
            @Override
            public boolean isDone() {
                return false;
            }

            @Override
            public Registration onDone(Runnable action) {
                kept.set(action);
                return () -> false; // does not even take it back
            }
        });
        CancelContext child = parent.withCancel();
        Reason reason = new Reason("own");
        child.onDone(runs::incrementAndGet);
        child.cancel(reason);
        kept.get().run();
        kept.get().run();
        assertEnded(child, Context.CANCELED, reason);
        assertEquals(1, runs.get());
    }

    @Test
    @Semantic(4)
    void whatASignalThrowsIsReported() {
        List<MisbehavedException> thrown = new ArrayList<>();
        ForeignDone throwing = new ForeignDone() {
            @Override
            public Registration onDone(Runnable action) {
                super.onDone(action);
                MisbehavedException e = new MisbehavedException("onDone");
                thrown.add(e);
                throw e;
            }
        };
        CancelContext child = foreign(throwing).withCancel();
        failures.assertTold(thrown.get(0));
        throwing.end();
        assertCanceled(child);
    }

    @Test
    @Semantic(4)
    void whatStoppingThrowsIsReportedAndTheChildEnds() {
        MisbehavedException thrown = new MisbehavedException("stop");
        ForeignDone throwing = new ForeignDone() {
            @Override
            public Registration onDone(Runnable action) {
                super.onDone(action);
                return () -> {
                    throw thrown;
                };
            }
        };
        CancelContext child = foreign(throwing).withCancel();
        CancelContext grandchild = child.withCancel();
        grandchild.onDone(runs::incrementAndGet);
        assertTrue(child.cancel());
        assertAllCanceled(List.of(child, grandchild));
        assertEquals(1, runs.get());
        failures.assertTold(thrown);
    }

    @Test
    @Semantic(4)
    void whatAskingThrowsIsReportedAndTheChildStillEnds() {
        ForeignDone throwing = new ForeignDone() {
            @Override
            public boolean isDone() {
                throw new MisbehavedException("isDone");
            }
        };
        Context parent = new ForeignForwarding(root, throwing);
        CancelContext child = parent.withCancel();
        throwing.end();
        assertCanceled(child);
        List<Throwable> told = failures.take();
        assertTrue(told.stream().allMatch(MisbehavedException.class::isInstance), told::toString);
    }
}
