package dev.curfew.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Lease;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A context of a {@link RacedTree}, and what is known of its end. */
final class RacedNode {

    private static final long SECOND = 1_000_000_000;

    final Context context;
    /** The contexts that end this one; of a foreign context the one to which it forwards. */
    final List<RacedNode> sources;
    /** The contexts that were derived from this one, or merged with it. */
    final List<RacedNode> below = new CopyOnWriteArrayList<>();

    private final @Nullable Throwable expiry;
    private final long soonNanos;
    private final List<Verdict> winners = new CopyOnWriteArrayList<>();

    private record Verdict(
            @Nullable ContextException err, @Nullable Throwable cause) {

        static Verdict of(Context context) {
            return new Verdict(context.err(), context.cause());
        }
    }

    /**
     * @param expiry the cause of an end by time; null if this context has no time of its own
     * @param soonNanos the deadline that was asked for, if it passes soon
     */
    RacedNode(Context context, List<RacedNode> sources, @Nullable Throwable expiry, long soonNanos) {
        this.context = context;
        this.sources = sources;
        this.expiry = expiry;
        this.soonNanos = soonNanos;
    }

    void cancel() {
        Exception cause = new Exception("cause");
        if (context instanceof SignalContext foreign) {
            foreign.fire(Context.CANCELED, cause, false);
        } else if (context instanceof CancelContext own && own.cancel(cause)) {
            won(new Verdict(Context.CANCELED, cause));
        }
    }

    void endWith(Context ended) {
        if (context instanceof CancelContext own && ended.isDone() && own.endWith(ended)) {
            won(Verdict.of(ended));
        }
    }

    private void won(Verdict verdict) {
        winners.add(verdict);
        assertEquals(verdict, Verdict.of(context));
    }

    /** Whether a timer has to end this context soon. A context below a foreign one may have the deadline of that one. */
    boolean isDue() {
        boolean isPast = context instanceof Lease lease
                && lease.expiresNanos() != Context.NO_DEADLINE
                && lease.expiresNanos() - context.runtime().clock().nanoTime() < SECOND;
        return isPast || (soonNanos != Context.NO_DEADLINE && soonNanos == context.deadlineNanos());
    }

    private boolean isForeign() {
        return context instanceof SignalContext;
    }

    private boolean marks(RacedNode child) {
        return context.done() instanceof CancelContext
                && context.runtime() == child.context.runtime()
                && !child.isForeign();
    }

    /** Whether no context has ended with which this one has to end. */
    boolean isInTime() {
        return isForeign() || context.isDone() || sources.stream().noneMatch(source -> source.context.isDone());
    }

    /** Whether everything reads done that the end of this context marks. */
    boolean isAllMarked(Set<RacedNode> seen) {
        if (!seen.add(this)) {
            return true;
        }
        return below.stream().filter(this::marks).allMatch(child -> child.context.isDone() && child.isAllMarked(seen));
    }

    /** Adds all contexts to which this one may refer. */
    void addHeld(Set<RacedNode> held) {
        if (held.add(this)) {
            sources.forEach(source -> source.addHeld(held));
        }
    }

    void check() {
        assertTrue(winners.size() <= 1, "ended twice");
        assertEquals(context.isDone(), context.err() != null);
        assertEquals(context.isDone(), context.cause() != null);
        assertTrue(isInTime(), "outlived a context that ends it");
        if (context.isDone() && !sources.isEmpty() && !isForeign()) {
            checkVerdict();
        }
        if (context.isDone() && context instanceof SignalContext foreign) {
            assertEquals(0, foreign.registered(), "still registered");
        }
    }

    private void checkVerdict() {
        Verdict verdict = Verdict.of(context);
        if (!winners.isEmpty()) {
            assertEquals(winners.get(0), verdict);
        } else if (expiry != null && context.cause() == expiry) {
            assertSame(Context.DEADLINE_EXCEEDED, context.err());
        } else {
            assertTrue(
                    sources.stream()
                            .filter(source -> source.context.isDone())
                            .anyMatch(source -> Verdict.of(source.context).equals(verdict)),
                    () -> "ended by nobody: " + context + " with " + verdict);
        }
    }
}
