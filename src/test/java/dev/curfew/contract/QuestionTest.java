package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.DeadlineExceededException;
import dev.curfew.ForwardingContext;
import dev.curfew.kit.EveryShape;
import dev.curfew.kit.Semantic;
import org.junit.jupiter.api.Test;

/** Questions by the context's own clock, values with a fallback, and the end of one context given to another. */
@EveryShape
class QuestionTest extends Contract {

    @Test
    @Semantic(9)
    void aContextIsAskedByItsOwnClock() {
        CancelContext later = origin().withTimeout(HOUR);
        assertFalse(later.expireIfDue());
        later.throwIfDue();
        CancelContext passed = origin().withTimeoutNanos(1);
        assertTrue(passed.expireIfDue());
        assertThrows(DeadlineExceededException.class, passed::throwIfDue);
        Reason gone = new Reason("gone");
        later.cancel(gone);
        assertSame(gone, assertThrows(ContextException.class, later::throwIfDue).getCause());
    }

    @Test
    @Semantic(9)
    void aForeignContextThatDoesNotEndThrowsAllTheSame() {
        long passed = runtime.clock().nanoTime();
        Context foreign = new ForwardingContext(root.withCancel()) {
            @Override
            public long deadlineNanos() {
                return passed;
            }
        };
        assertThrows(DeadlineExceededException.class, foreign::throwIfDue);
        assertFalse(foreign.isDone());
    }

    @Test
    @Semantic(15)
    void aFallbackStandsInForNull() {
        Context context = origin().withValue(USER, null);
        assertEquals("nobody", context.valueOr(USER, "nobody"));
        assertEquals("ada", context.withValue(USER, "ada").valueOr(USER, "nobody"));
        assertEquals(3, context.valueOr(RETRIES, 4));
        assertEquals(
                "fallback",
                assertThrows(NullPointerException.class, () -> context.valueOr(USER, null))
                        .getMessage());
        assertEquals(
                "key",
                assertThrows(NullPointerException.class, () -> context.valueOr(null, ""))
                        .getMessage());
    }

    @Test
    @Semantic(7)
    void oneContextEndsWithAnother() {
        Reason gone = new Reason("gone");
        CancelContext ended = origin().withTimeoutNanos(0, gone);
        CancelContext context = origin().withCancel();
        CancelContext below = context.withCancel();
        assertTrue(context.endWith(ended));
        assertFalse(context.endWith(ended));
        assertEnded(context, Context.DEADLINE_EXCEEDED, gone);
        assertEnded(below, Context.DEADLINE_EXCEEDED, gone);
        CancelContext canceled = origin().withCancel();
        canceled.cancel();
        CancelContext other = origin().withCancel();
        assertTrue(other.endWith(canceled));
        assertCanceled(other);
    }

    @Test
    @Semantic(15)
    void aLiveContextEndsNoOther() {
        CancelContext context = origin().withCancel();
        String message = assertThrows(IllegalArgumentException.class, () -> context.endWith(root.withCancel()))
                .getMessage();
        assertEquals("ended is live: background.withCancel", message);
        assertEquals(
                "ended",
                assertThrows(NullPointerException.class, () -> context.endWith(null))
                        .getMessage());
        assertLive(context);
    }
}
