package dev.curfew.lockfree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A Treiber stack of {@link Link}s with a cursor for unlinking dead ones, alone on its cache lines.
 *
 * <p>Dead links at the head are popped, the common case: last made, first ended. Otherwise, and when the cursor stands on
 * a dead link, an end inspects {@value #INSPECTED} links from the shared cursor on and moves the cursor behind them with a
 * CAS; who loses that CAS inspects the next ones, so that every end adds one dead link at the most and inspects several.
 *
 * <ul>
 *   <li>I5: an open stack has every live link that was pushed on it (see {@link Link} I2 to I4).
 *   <li>I6: {@link #CLOSED} is final: no link is pushed behind it.
 *   <li>N2: dead links stay: about half as many as live ones while the number of those is steady, and a few when none is
 *       live. No single call sweeps the stack.
 *   <li>N3: the cursor may stand on a dead link, even on one that is unlinked. It goes on from there: by I3 it meets
 *       every live link that is older.
 * </ul>
 */
final class Stripe {

    /** The head of a stack whose owner has ended. */
    static final Link CLOSED = new Link() {
        @Override
        void tell() {
            throw new AssertionError("on no stack");
        }
    };

    /** Links inspected per end, and dead heads popped at the most. With fewer, many are left when all are dead. */
    static final int INSPECTED = 3;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Link[].class);

    // In the middle of 64 bytes and more on either side: a copying collector puts new neighbours there each time.
    private static final int HEAD = 14;
    private static final int CURSOR = 15;
    private static final int LENGTH = 32;

    private final @Nullable Link[] cell = new @Nullable Link[LENGTH];

    Stripe(@Nullable Link head) {
        cell[HEAD] = head;
    }

    @Nullable
    Link headAcquire() {
        return (Link) CELL.getAcquire(cell, HEAD);
    }

    private boolean casHead(@Nullable Link seen, @Nullable Link next) {
        return CELL.compareAndSet(cell, HEAD, seen, next);
    }

    @Nullable
    Link cursorAcquire() {
        return (Link) CELL.getAcquire(cell, CURSOR);
    }

    private boolean casCursor(@Nullable Link seen, @Nullable Link next) {
        return CELL.compareAndSet(cell, CURSOR, seen, next);
    }

    /** One attempt to push on {@code seen}, which is not {@link #CLOSED}. Linearizes at the CAS. */
    boolean tryPush(Link link, @Nullable Link seen) {
        link.nextPlain(seen);
        return casHead(seen, link);
    }

    /** Closes the stack (I6). Idempotent: only the first caller gets the links. */
    @Nullable
    Link close() {
        Link newest = (Link) CELL.getAndSet(cell, HEAD, CLOSED);
        return newest == CLOSED ? null : newest;
    }

    /** Lets go of a dead link of this stack, sooner or later (N2). */
    void unlink(Link dead) {
        boolean popped = headAcquire() == dead && casHead(dead, dead.nextAcquire());
        if ((!popped && popDead()) || cursorIsDead()) {
            inspect();
        }
    }

    /** The cursor must not stay on a link that was popped: it would retain that, and all that was below it. */
    private boolean cursorIsDead() {
        Link cursor = cursorAcquire();
        return cursor != null && cursor.isDead();
    }

    /** Pops a few dead heads. Returns whether something is left to inspect. */
    private boolean popDead() {
        for (int i = 0; i < INSPECTED; i++) {
            Link newest = headAcquire();
            if (newest == null || newest == CLOSED) {
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
            from = cursorAcquire();
            to = from != null ? from : headAcquire();
            if (to == null || to == CLOSED) {
                return;
            }
            to = skipDead(to, INSPECTED);
        } while (!casCursor(from, to));
    }

    /**
     * Inspects links that are older than {@code from} and skips the dead among them (I4).
     *
     * @return the link to go on from, or null if that is the oldest
     */
    static @Nullable Link skipDead(Link from, int count) {
        Link at = from;
        for (int i = 0; i < count; i++) {
            Link older = at.nextAcquire();
            if (older == null) {
                return null;
            }
            if (older.isDead()) {
                at.nextRelease(older.nextAcquire());
            } else {
                at = older;
            }
        }
        return at.nextAcquire() == null ? null : at;
    }
}
