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
import dev.curfew.Key;
import dev.curfew.kit.Failures;
import dev.curfew.kit.NamesSubject;
import dev.curfew.kit.Shape;
import dev.curfew.kit.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;

/**
 * What every class of the contract suite stands on: a fresh runtime of the core under test, an error handler that must
 * have been told exactly what the test expected, and the foreign shape under test.
 *
 * <p>The suite is cut by theme. A class marked {@link dev.curfew.kit.EveryCore} runs on each core, one marked
 * {@link dev.curfew.kit.EveryShape} on each core alone and through each foreign shape; the display name of the run and
 * the message of a failure say which. {@link dev.curfew.kit.Semantic} numbers what a test holds the cores to, {@link dev.curfew.kit.GoTest} names its
 * model in Go.
 */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(NamesSubject.class)
public abstract class Contract implements NamesSubject.HasSubject {

    protected static final Duration HOUR = Duration.ofHours(1);
    protected static final long HOUR_NANOS = HOUR.toNanos();
    protected static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    /** Levels of a very deep tree: nothing recurses. */
    protected static final int DEEP = 100_000;

    protected static final Key<String> USER = Key.of("user");
    protected static final Key<Integer> RETRIES = Key.withDefault("retries", 3);

    @Parameter
    protected Subject subject;

    protected final Failures failures = new Failures();
    protected ContextRuntime runtime;
    protected Context root;
    private final Shape.Settling settling = new Shape.Settling();

    @Override
    public final Subject subject() {
        return subject;
    }

    @BeforeEach
    final void makeRuntime() {
        runtime = newRuntime();
        root = runtime.background();
    }

    @AfterEach
    final void closeRuntime() {
        runtime.close();
        failures.assertNothingElse();
    }

    protected final ContextRuntime newRuntime() {
        return ContextRuntime.builder()
                .core(subject.core())
                .errorHandler(failures)
                .build();
    }

    /** The context behind the foreign shape under test; itself where there is none. */
    protected final Context through(Context inner) {
        return subject.shape().over(inner, settling);
    }

    /** The same, or the inner context if the shape keeps an action whose registration it refuses. */
    protected final Context lettingGo(Context inner) {
        return subject.shape() == Shape.THROWS_FROM_ON_DONE ? inner : through(inner);
    }

    /** Lets the foreign contexts made by {@link #through} do what they have put off. */
    protected final void settle() {
        settling.settle();
    }

    protected final Context origin() {
        return through(root);
    }

    /** A chain of that many children, the topmost first. */
    protected static List<CancelContext> chain(Context parent, int length) {
        List<CancelContext> chain = new ArrayList<>(length);
        Context tip = parent;
        for (int i = 0; i < length; i++) {
            CancelContext child = tip.withCancel();
            chain.add(child);
            tip = child;
        }
        return chain;
    }

    protected static List<CancelContext> children(Context parent, int count) {
        List<CancelContext> children = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            children.add(parent.withCancel());
        }
        return children;
    }

    /** A deadline that far from now. */
    protected final long in(long nanos) {
        return runtime.clock().nanoTime() + nanos;
    }

    protected static void assertLive(Context context) {
        assertNull(context.err(), "err of a live context");
        assertNull(context.cause(), "cause of a live context");
        assertFalse(context.isDone(), "isDone of a live context");
        assertFalse(context.done().isDone(), "done of a live context");
        context.throwIfDone();
    }

    protected static void assertAllLive(List<? extends Context> contexts) {
        contexts.forEach(Contract::assertLive);
    }

    protected static void assertEnded(Context context, ContextException err, Throwable cause) {
        assertTrue(context.isDone(), "isDone");
        assertTrue(context.done().isDone(), "done().isDone()");
        assertSame(err, context.err(), "err");
        assertSame(cause, context.cause(), "cause");
    }

    protected static void assertCanceled(Context context) {
        assertEnded(context, Context.CANCELED, Context.CANCELED);
    }

    protected static void assertAllCanceled(List<? extends Context> contexts) {
        contexts.forEach(Contract::assertCanceled);
    }

    protected static void assertExpired(Context context) {
        assertEnded(context, Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
    }

    protected static void assertAllDone(String when, List<? extends Context> contexts) {
        assertEquals(0, contexts.stream().filter(context -> !context.isDone()).count(), "contexts still live " + when);
    }

    /** Asserts the end that a context derived through the shape under test shows. */
    protected final void assertEndedThrough(Context context, ContextException err, Throwable cause) {
        assertEnded(context, subject.shape().errBelow(err), subject.shape().causeBelow(err, cause));
    }

    /** A cause to recognise. */
    protected static final class Reason extends Exception {
        private static final long serialVersionUID = 1L;

        protected Reason(String message) {
            super(message);
        }
    }
}
