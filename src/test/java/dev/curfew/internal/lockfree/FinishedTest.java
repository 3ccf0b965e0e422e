package dev.curfew.internal.lockfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A dead link that a propagation still has to find is not unlinked by the end of a sibling (K1, E1). */
class FinishedTest {

    private static final ContextRuntime RUNTIME = ContextRuntime.builder()
            .core(ContextRuntime.Core.LOCK_FREE)
            .errorHandler(failure -> {})
            .build();

    private final CancelNode parent = childOf((CancelNode) RUNTIME.background().withCancel());
    private final CancelNode oldest = childOf(parent);
    private final CancelNode ending = childOf(parent);
    private final CancelNode middle = childOf(parent);
    private final CancelNode newest = childOf(parent);
    private final AtomicInteger runs = new AtomicInteger();

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    private static CancelNode childOf(CancelNode above) {
        return (CancelNode) above.withCancel();
    }

    /**
     * The propagation of the parent has done its CAS and nothing more. A thread that helps has marked two of the
     * children (V2).
     */
    @Test
    void aChildThatAHelperMarkedIsNotified() {
        newest.onDone(runs::incrementAndGet);
        middle.onDone(runs::incrementAndGet);
        Object below = Objects.requireNonNull(parent.stateAcquire());
        Verdict verdict = Verdict.CANCELED.with(below);
        assertTrue(parent.casState(below, verdict));
        Verdict leaf = Verdict.CANCELED.fromAbove(null);
        newest.markHelping(Verdict.CANCELED, leaf);
        middle.markHelping(Verdict.CANCELED, leaf);
        ending.cancel();
        Propagation propagation = new Propagation(parent, Verdict.CANCELED);
        propagation.remember(verdict, below);
        propagation.markAll();
        parent.finish(Verdict.CANCELED);
        propagation.notifyEnds();
        assertEquals(2, runs.get());
        assertTrue(oldest.isDone());
    }

    /** The propagation of a child has done its CAS and nothing more, and a grandchild is live (E2). */
    @Test
    void aChildThatIsBeingEndedIsFoundByTheParentsEnd() {
        CancelNode grandchild = childOf(middle);
        assertTrue(middle.casState(grandchild, Verdict.CANCELED.with(grandchild)));
        ending.cancel();
        parent.cancel();
        assertTrue(grandchild.isDone());
    }

    /** The cause may be the other of the two shared exceptions. */
    @Test
    void aHelperKeepsErrAndCause() {
        for (Verdict verdict :
                List.of(Verdict.canceled(Context.DEADLINE_EXCEEDED), Verdict.deadlineExceeded(Context.CANCELED))) {
            Verdict bare = verdict.with(parent).bare();
            assertSame(verdict.err, bare.err);
            assertSame(verdict.cause(), bare.cause());
        }
    }

    @Test
    void aNotificationThatThrowsKeepsNoOtherBack() {
        parent.onDone(runs::incrementAndGet);
        parent.attachLink(new Link() {
            @Override
            public void notifyEnd() {
                throw new IllegalStateException("a scheduler that rejects");
            }
        });
        parent.onDone(runs::incrementAndGet);
        assertTrue(parent.cancel());
        assertEquals(2, runs.get());
    }
}
