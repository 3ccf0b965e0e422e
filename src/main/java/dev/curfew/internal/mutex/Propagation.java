package dev.curfew.internal.mutex;

import dev.curfew.internal.Notification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call that ends a context: it marks the context and everything below it, and then notifies what it has marked.
 *
 * <p>The contexts that it has marked are a list that is threaded through the contexts, so an end needs no memory once
 * it has begun. Contexts that other calls have marked, with children that those calls may not have marked yet, are the
 * exception. If there is no memory to remember such a context, this call does not wait for the other call there.
 */
final class Propagation extends Notification {

    private final MutexContext top;
    private final Verdict verdict;
    private boolean ended;
    private boolean released;

    private @Nullable MutexContext first;
    private @Nullable MutexContext last;
    /** The last context of the list whose children are marked. */
    private @Nullable MutexContext marked;

    /** Contexts that other calls have marked. */
    private @Nullable List<MutexContext> others;
    /** The same contexts: more than one way may lead to a merged context. */
    private @Nullable Set<MutexContext> known;

    private int helped;

    /** If memory is short, throws before anything is changed. */
    Propagation(MutexContext top, Verdict verdict) {
        this.top = top;
        this.verdict = verdict;
    }

    /** Returns whether this call ended the first context. If another call has, this one still marks what is below. */
    boolean run() {
        completeInterrupted();
        try {
            ended |= top.mark(verdict, this);
            complete();
            release();
            notifyOrEnqueue();
        } catch (StackOverflowError e) {
            next = (Notification) queue[OPEN]; // Stores need no room on the stack.
            queue[OPEN] = this;
            throw e;
        }
        return ended;
    }

    // ---- phase one, iterative

    @Override
    protected void complete() {
        while (true) {
            MutexContext next = marked == null ? first : marked.nextEnded;
            if (next != null) {
                next.markChildren(this);
                marked = next;
            } else if (others != null && helped < others.size()) {
                others.get(helped).markChildren(this);
                helped++;
            } else {
                break;
            }
        }
        for (MutexContext context = first; context != null; context = context.nextEnded) {
            context.allMarked();
        }
        for (int i = 0; others != null && i < others.size(); i++) {
            others.get(i).allMarked();
        }
    }

    /** For {@link MutexContext#mark}: this call is about to mark the context. */
    void append(MutexContext context) {
        // Stores only, so that a stack overflow finds the list whole.
        ended |= context == top;
        if (last == null) {
            first = context;
        } else {
            last.nextEnded = context;
        }
        last = context;
    }

    /** For {@link MutexContext#mark}: another call has marked the context. */
    void help(MutexContext context) {
        try {
            if (others == null || known == null) {
                others = new ArrayList<>();
                known = new HashSet<>();
            }
            if (!known.contains(context)) {
                others.add(context); // First, in case a stack overflow comes between the two.
                known.add(context);
            }
        } catch (OutOfMemoryError e) {
            // The other call marks the children.
        }
    }

    private void release() {
        if (ended && !released) {
            top.release();
            released = true;
        }
    }

    // ---- phase two

    @Override
    protected void notifyEnds() {
        release();
        while (first != null) {
            MutexContext context = first;
            context.notifyEnd();
            first = context.nextEnded;
            context.nextEnded = null;
        }
    }
}
