package dev.curfew.internal.lockfree;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The Treiber stack of the links of one context. It is short, and has no link of an ended child once all calls have
 * returned.
 *
 * <p>The word with the newest link is the context's state, or a word of its {@link SlotTable}, or, while the context is
 * being ended, a word of its {@link Verdict}. A stack has at most {@value #MAX_LINKS} links, dead ones included;
 * further links go to slots. So a walk through the whole stack is short.
 *
 * <p>Only a <em>finished</em> link ({@link Link#isFinished}) is unlinked. A dead link that is not finished still has to
 * be found by a propagation, so a walk that unlinks treats it as live.
 *
 * <p>A finished link that is the newest is popped with one CAS. For any other, the thread that ended the link walks
 * from the newest link on and unlinks each finished link that it meets. If it cannot tell whether other threads undo
 * its work, it starts again.
 *
 * <ul>
 *   <li>K1: {@code home} of a link in the stack only changes to an older link, to null behind the oldest link, or to
 *       {@link Link#GONE}. Nothing is inserted in the interior. So each link that is not finished is reachable from the
 *       newest.
 *   <li>K2: A CAS that unlinks a link writes the {@code home} which that link had after it was finished. If the newer
 *       neighbour is not finished after this CAS, it hands on the new value when it is unlinked itself.
 *   <li>K3: A walk counts if each link that it met either was not finished after its {@code home} had been read, or was
 *       unlinked from a neighbour that was not finished after the CAS. After such a walk, no link above the place where
 *       the walk stopped refers to a link that the walk unlinked, and none ever will. Such a reference could come only
 *       from the {@code home} of a link that was finished before the walk met it. The walk has unlinked that link too,
 *       so a CAS that expects it fails. So a link that such a walk unlinked does not come back, and its {@code home}
 *       may become {@link Link#GONE}.
 *   <li>K4: A walk that meets the home GONE starts again at the newest link.
 *   <li>K5: The newest link of a stack is popped before its {@code home} becomes GONE, and never comes back. So a thread
 *       that reads GONE there, and after that finds the link to be the newest, has a word that is not in place.
 *   <li>N2: A dead link whose own thread has not returned yet may still be in the stack, or may come back to it.
 * </ul>
 *
 * <p>Related work: the lazy deletion of {@code java.util.concurrent.ConcurrentLinkedQueue}, and Harris' list (2001),
 * which marks {@code next} words instead of walking again.
 */
final class LinkStack {

    /** The most links of a stack. */
    static final int MAX_LINKS = 8;

    private LinkStack() {}

    /**
     * The rank of a link that is pushed on this one; more than {@link #MAX_LINKS} if the stack is full; 0 if the caller
     * has to read the newest link again.
     */
    static int rankAbove(@Nullable Link newest) {
        if (newest == null) {
            return 1;
        }
        int rank = newest.placeAcquire();
        return rank > 0 && rank < MAX_LINKS ? rank + 1 : count(newest) + 1;
    }

    /** Returns -1 if a link was unlinked during the count. */
    private static int count(Link newest) {
        int count = 1;
        Object home = newest.homeVolatile();
        while (home instanceof Link older && count < MAX_LINKS) {
            count++;
            home = older.homeVolatile();
        }
        return home == Link.GONE ? -1 : count;
    }

    enum Walk {
        DISTURBED,
        FOUND,
        NOT_FOUND
    }

    /**
     * Unlinks a finished link from the stack of its context, exactly. Lock-free.
     *
     * @param attached whether the link is known to have been pushed. A deadline may end a link before it is pushed. If
     *     the walk does not find such a link, the thread that pushes it unlinks it
     */
    static void remove(CancelNode context, Link finished, boolean attached) {
        Walk walk;
        do {
            walk = walk(context, context.stateVolatile(), finished);
        } while (walk == Walk.DISTURBED);
        if (walk == Walk.FOUND || attached) {
            finished.gone(); // K3
        }
    }

    private static Walk walk(CancelNode context, @Nullable Object state, Link sought) {
        Link newer = null;
        Link at = newest(state);
        while (at != null) {
            Object home = at.homeVolatile();
            if (at.isFinished()) {
                home = at.homeVolatile(); // K2
                if (home == Link.GONE || !unlink(context, state, newer, at, (Link) home)) {
                    return Walk.DISTURBED;
                }
                if (at == sought) {
                    return Walk.FOUND;
                }
            } else if (home == Link.GONE) {
                return Walk.DISTURBED;
            } else {
                newer = at;
            }
            at = (Link) home;
        }
        return Walk.NOT_FOUND;
    }

    /**
     * Returns whether the link was unlinked from the word of the newest link, or from a neighbour that was not finished
     * after the CAS.
     */
    private static boolean unlink(
            CancelNode context, @Nullable Object state, @Nullable Link newer, Link finished, @Nullable Link older) {
        return newer == null
                ? casNewest(context, state, finished, older)
                : newer.casHome(finished, older) && !newer.isFinished();
    }

    private static @Nullable Link newest(@Nullable Object state) {
        return newestOf(state instanceof Verdict verdict ? verdict.belowVolatile() : state);
    }

    private static @Nullable Link newestOf(@Nullable Object below) {
        return below instanceof SlotTable table ? table.newestVolatile() : (Link) below;
    }

    private static boolean casNewest(CancelNode context, @Nullable Object state, Link seen, @Nullable Link next) {
        Object below = state;
        if (state instanceof Verdict verdict) {
            below = verdict.belowVolatile();
            if (below == seen) {
                return verdict.casBelow(seen, next);
            }
        }
        return below instanceof SlotTable table ? table.casNewest(seen, next) : context.casState(seen, next);
    }

    /** Shows each link of a context that is being ended, newest first, until a walk meets no link that is gone (K4). */
    static void each(Verdict ended, LinkVisitor visitor) {
        Link newest = newest(ended);
        while (!walk(newest, visitor)) {
            boolean isGone = requireNonNull(newest).homeVolatile() == Link.GONE;
            Link again = newest(ended);
            if (isGone && again == newest) {
                return; // This verdict was lent, and the CAS that was to install it failed (K5, E4, N3).
            }
            newest = again;
        }
    }

    /** Does the same for what hung below a context whose verdict does not refer to it. */
    static void each(Object below, LinkVisitor visitor) {
        walk(newestOf(below), visitor);
    }

    /** Returns false if the walk met a link that is gone. */
    private static boolean walk(@Nullable Link newest, LinkVisitor visitor) {
        Link at = newest;
        while (at != null) {
            visitor.visit(at);
            Object home = at.homeVolatile();
            if (home == Link.GONE) {
                return false;
            }
            at = (Link) home;
        }
        return true;
    }
}
