package dev.curfew.contract;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.GoTest;
import dev.curfew.kit.Semantic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The 23 cases of Go's {@code TestCause}, in its order: who ended what, and what err and cause say then. */
@EveryCore
@Semantic(7)
class CauseTest extends Contract {

    private final Reason parentCause = new Reason("parent's");
    private final Reason childCause = new Reason("child's");
    private final Reason tooSlow = new Reason("too slow");
    private final Reason finishedEarly = new Reason("finished early");
    private CancelContext parent;
    private CancelContext child;

    @BeforeEach
    void makeParentAndChild() {
        parent = root.withCancel();
        child = parent.withCancel();
    }

    @Test
    @GoTest("TestCause/Background")
    void background() {
        assertLive(root);
    }

    @Test
    @GoTest("TestCause/TODO")
    void todo() {
        assertLive(runtime.todo());
    }

    @Test
    @GoTest("TestCause/WithCancel")
    void cancelled() {
        parent.cancel();
        assertCanceled(parent);
    }

    @Test
    @GoTest("TestCause/WithCancelCause")
    void cancelledWithACause() {
        parent.cancel(parentCause);
        assertEnded(parent, Context.CANCELED, parentCause);
    }

    @Test
    @GoTest("TestCause/WithCancelCause nil")
    void cancelledWithNull() {
        parent.cancel(null);
        assertCanceled(parent);
    }

    @Test
    @GoTest("TestCause/WithCancelCause: parent cause before child")
    void parentWithCauseBeforeChild() {
        parent.cancel(parentCause);
        child.cancel(childCause);
        assertEnded(parent, Context.CANCELED, parentCause);
        assertEnded(child, Context.CANCELED, parentCause);
    }

    @Test
    @GoTest("TestCause/WithCancelCause: parent cause after child")
    void parentWithCauseAfterChild() {
        child.cancel(childCause);
        parent.cancel(parentCause);
        assertEnded(parent, Context.CANCELED, parentCause);
        assertEnded(child, Context.CANCELED, childCause);
    }

    @Test
    @GoTest("TestCause/WithCancelCause: parent cause before plain child")
    void parentWithCauseBeforePlainChild() {
        parent.cancel(parentCause);
        child.cancel();
        assertEnded(child, Context.CANCELED, parentCause);
    }

    @Test
    @GoTest("TestCause/WithCancelCause: parent cause after plain child")
    void parentWithCauseAfterPlainChild() {
        child.cancel();
        parent.cancel(parentCause);
        assertCanceled(child);
    }

    @Test
    @GoTest("TestCause/WithCancelCause: child cause after plain parent")
    void childWithCauseAfterPlainParent() {
        parent.cancel();
        child.cancel(childCause);
        assertCanceled(child);
    }

    @Test
    @GoTest("TestCause/WithCancelCause: child cause before plain parent")
    void childWithCauseBeforePlainParent() {
        child.cancel(childCause);
        parent.cancel();
        assertCanceled(parent);
        assertEnded(child, Context.CANCELED, childCause);
    }

    @Test
    @GoTest("TestCause/WithTimeout 0")
    void noTimeAtAllThenCancelled() {
        CancelContext context = root.withTimeoutNanos(0);
        context.cancel();
        assertExpired(context);
    }

    @Test
    @GoTest("TestCause/WithTimeout canceled")
    void farDeadlineCancelled() {
        CancelContext context = root.withTimeout(HOUR);
        context.cancel();
        assertCanceled(context);
    }

    @Test
    @GoTest("TestCause/WithTimeoutCause 0")
    void noTimeAtAllWithACause() {
        CancelContext context = root.withTimeoutNanos(0, tooSlow);
        context.cancel();
        assertEnded(context, Context.DEADLINE_EXCEEDED, tooSlow);
    }

    @Test
    @GoTest("TestCause/WithTimeoutCause canceled")
    void theDeadlinesCauseIsNotForCancel() {
        CancelContext context = root.withTimeout(HOUR, tooSlow);
        context.cancel();
        assertCanceled(context);
    }

    @Test
    @GoTest("TestCause/WithTimeoutCause stacked, expired")
    void expiredBelowAParentCancelledLater() {
        CancelContext context = parent.withTimeoutNanos(0, tooSlow);
        parent.cancel(finishedEarly);
        assertEnded(context, Context.DEADLINE_EXCEEDED, tooSlow);
    }

    @Test
    @GoTest("TestCause/WithTimeoutCause stacked, parent canceled")
    void farDeadlineBelowACancelledParent() {
        CancelContext context = parent.withTimeout(HOUR, tooSlow);
        parent.cancel(finishedEarly);
        assertEnded(context, Context.CANCELED, finishedEarly);
    }

    @Test
    @GoTest("TestCause/WithoutCancel")
    void withoutCancel() {
        assertLive(root.withoutCancel());
    }

    @Test
    @GoTest("TestCause/WithoutCancel of canceled")
    void withoutCancelOfACancelledContext() {
        parent.cancel(parentCause);
        assertLive(parent.withoutCancel());
    }

    @Test
    @GoTest("TestCause/WithoutCancel of expired")
    void withoutCancelOfAnExpiredContext() {
        assertLive(root.withTimeoutNanos(0, tooSlow).withoutCancel());
    }

    @Test
    @GoTest("TestCause/custom context canceled alone")
    void foreignContextEndedAlone() {
        ForeignDone done = new ForeignDone();
        Context foreign = new ForeignContext(parent, done, Context.CANCELED);
        CancelContext below = foreign.withCancel();
        done.end();
        assertCanceled(foreign);
        assertCanceled(below);
        assertLive(parent);
    }

    @Test
    @GoTest("TestCause/custom context canceled after its parent")
    void foreignContextEndedAfterTheContextItStandsOn() {
        ForeignDone done = new ForeignDone();
        Context foreign = new ForeignContext(parent, done, Context.CANCELED);
        CancelContext below = foreign.withCancel();
        parent.cancel(parentCause);
        assertLive(below); // the foreign Done decides, and it has not fired yet
        done.end();
        assertCanceled(below); // Go: the parent's cause, looked up past the custom context
    }

    @Test
    @GoTest("TestCause/custom context canceled before its parent")
    void foreignContextEndedBeforeTheContextItStandsOn() {
        ForeignDone done = new ForeignDone();
        Context foreign = new ForeignContext(parent, done, Context.CANCELED);
        CancelContext below = foreign.withCancel();
        done.end();
        parent.cancel(parentCause);
        assertCanceled(foreign);
        assertCanceled(below); // Go: the parent's cause, which its test calls "not really right"
    }

    @Test
    void aForeignContextTellsItsCauseByOverridingIt() {
        ForeignDone done = new ForeignDone();
        Context foreign = new ForeignContext(parent, done) {
            @Override
            public Throwable cause() {
                return done.ended() ? parentCause : null;
            }

            @Override
            public ContextException err() {
                return done.ended() ? Context.DEADLINE_EXCEEDED : null;
            }
        };
        CancelContext below = foreign.withCancel();
        done.end();
        assertEnded(below, Context.DEADLINE_EXCEEDED, parentCause);
        assertEnded(foreign.withCancel(), Context.DEADLINE_EXCEEDED, parentCause);
    }

    @Test
    void aParentsPassedDeadlineGivesItsCauseToEveryDescendant() throws InterruptedException {
        CancelContext top = root.withTimeoutNanos(MILLI, tooSlow);
        CancelContext below = top.withValue(USER, "ada").withCancel().withTimeout(HOUR, new Reason("not this one"));
        below.await();
        assertEnded(below, Context.DEADLINE_EXCEEDED, tooSlow);
        assertEnded(top, Context.DEADLINE_EXCEEDED, tooSlow);
    }
}
