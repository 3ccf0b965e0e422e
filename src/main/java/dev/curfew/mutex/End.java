package dev.curfew.mutex;

import dev.curfew.spi.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One ending call: it marks a context and all below it, and then notifies. What it marks, it notifies.
 *
 * <p>The contexts that it has marked are a list that is threaded through the contexts, so that an end needs no memory once it
 * has begun. Contexts that other calls have marked, with children that those calls may not have marked yet, are the exception.
 * If there is no memory to remember one, this call does not wait for the other one there.
 */
final class End extends Notification implements BiConsumer<MutexContext, Boolean> {

    private final MutexContext top;
    private final Verdict verdict;
    private boolean ended;
    private boolean released;

    private @Nullable MutexContext first;
    private @Nullable MutexContext last;
    /** The last one whose children are marked. */
    private @Nullable MutexContext marked;

    /** Marked by other calls. */
    private @Nullable List<MutexContext> others;

    private int helped;
    /** Of the context whose children are being marked. */
    private Verdict marking;

    /** Throws, if memory is short, before anything is changed. */
    End(MutexContext top, Verdict verdict) {
        this.top = top;
        this.verdict = verdict;
        marking = verdict;
    }

    /** Returns whether this call ended the first context. If another has, this one still marks what is below. */
    boolean run() {
        completeInterrupted();
        try {
            ended |= top.mark(verdict, this);
            complete();
            release();
            tellOrEnqueue();
        } catch (StackOverflowError e) {
            next = (Notification) queue[OPEN]; // stores, which need no room
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
                markChildren(next);
                marked = next;
            } else if (others != null && helped < others.size()) {
                markChildren(others.get(helped));
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

    private void markChildren(MutexContext parent) {
        marking = parent.verdict();
        parent.forEachChild(this);
    }

    @Override
    public void accept(MutexContext child, Boolean ignored) {
        child.mark(marking, this);
    }

    /** For {@link MutexContext#mark}: this call is about to mark that context. */
    void append(MutexContext context) {
        // Stores only: a stack overflow finds the list whole.
        ended |= context == top;
        if (last == null) {
            first = context;
        } else {
            last.nextEnded = context;
        }
        last = context;
    }

    /** For {@link MutexContext#mark}: another call has marked that context. */
    void help(MutexContext context) {
        try {
            if (others == null) {
                others = new ArrayList<>();
            }
            others.add(context);
        } catch (OutOfMemoryError e) {
            // Left to the other call.
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
    protected void tell() {
        release();
        while (first != null) {
            MutexContext context = first;
            context.tell();
            first = context.nextEnded;
            context.nextEnded = null;
        }
    }
}
