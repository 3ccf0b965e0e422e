package dev.curfew.bench.alternatives;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A Treiber stack from which a dead link is popped if it is the newest. For any other, a few links are inspected from a cursor
 * on, and dead ones are skipped. This is a stripe of the library as it was, less the closing and the padding.
 *
 * <p>It is <em>not exact</em>. A thread in {@code skipDead} may store a {@code next} that others have unlinked meanwhile, with
 * the whole chain of dead links behind it, and no later call need pass there again. Nor does a fixed number of inspected links
 * keep up with each order of ends.
 */
final class CursorStack {

    private static final int INSPECTED = 3;

    private static final VarHandle NEXT;
    private static final VarHandle HEAD;
    private static final VarHandle CURSOR;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(Link.class, "next", Link.class);
            HEAD = lookup.findVarHandle(CursorStack.class, "head", Link.class);
            CURSOR = lookup.findVarHandle(CursorStack.class, "cursor", Link.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What the stack threads. Which object that is, is the question. */
    abstract static class Link {

        private volatile Link next;

        /** For ever, once it is. */
        abstract boolean isDead();

        final Link nextAcquire() {
            return (Link) NEXT.getAcquire(this);
        }
    }

    private volatile Link head;
    private volatile Link cursor;

    void push(Link link) {
        while (true) {
            Link newest = headAcquire();
            NEXT.set(link, newest);
            if (casHead(newest, link)) {
                return;
            }
        }
    }

    void unlink(Link dead) {
        boolean popped = headAcquire() == dead && casHead(dead, dead.nextAcquire());
        if ((!popped && popDead()) || cursorIsDead()) {
            inspect();
        }
    }

    /** Live and dead. */
    int size() {
        int size = 0;
        for (Link at = headAcquire(); at != null; at = at.nextAcquire()) {
            size++;
        }
        return size;
    }

    private Link headAcquire() {
        return (Link) HEAD.getAcquire(this);
    }

    private boolean casHead(Link seen, Link next) {
        return HEAD.compareAndSet(this, seen, next);
    }

    private boolean cursorIsDead() {
        Link at = (Link) CURSOR.getAcquire(this);
        return at != null && at.isDead();
    }

    private boolean popDead() {
        for (int i = 0; i < INSPECTED; i++) {
            Link newest = headAcquire();
            if (newest == null) {
                return false;
            }
            if (!newest.isDead()) {
                return true;
            }
            casHead(newest, newest.nextAcquire());
        }
        return true;
    }

    private void inspect() {
        Link from;
        Link to;
        do {
            from = (Link) CURSOR.getAcquire(this);
            to = from != null ? from : headAcquire();
            if (to == null) {
                return;
            }
            to = skipDead(to);
        } while (!CURSOR.compareAndSet(this, from, to));
    }

    private static Link skipDead(Link from) {
        Link at = from;
        for (int i = 0; i < INSPECTED; i++) {
            Link older = at.nextAcquire();
            if (older == null) {
                return null;
            }
            if (older.isDead()) {
                NEXT.setRelease(at, older.nextAcquire());
            } else {
                at = older;
            }
        }
        return at.nextAcquire() == null ? null : at;
    }
}
