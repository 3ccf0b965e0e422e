package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The Treiber stack of the links of one context: short, and free of links of ended children once all calls have returned.
 *
 * <p>The word with the newest link is the context's state, or a word of its {@link SlotTable}; while the context is being
 * ended, it is in the {@link Verdict}. A stack has at most {@value #MOST} links, dead ones included; what comes then goes to
 * slots. So a walk through all of it is short.
 *
 * <p>Only a <em>settled</em> link ({@link Link#isSettled}) is unlinked. A dead link that is not settled has an ending that
 * still has to find it here; for an unlinking walk it counts as live.
 *
 * <p>A settled link that is the newest is popped with one CAS. For any other, the thread that ended the link walks from the
 * newest link on and unlinks each settled link that it meets, and begins anew when it cannot tell whether others undo its work.
 *
 * <ul>
 *   <li>K1: {@code home} of a link in the stack only ever changes to an older link, to null behind the oldest, or to
 *       {@link Link#GONE}. Nothing is inserted in the interior. So each link that is not settled is reachable from the newest.
 *   <li>K2: a CAS that unlinks a link writes the {@code home} which that link had after it was settled. A newer neighbour
 *       that is not settled after this CAS will hand on the new value when it is unlinked itself.
 *   <li>K3: a walk counts if each link that it met either was not settled after its {@code home} had been read, or was unlinked
 *       from a neighbour that was not settled afterwards. After such a walk no link above the place where it stopped refers to
 *       a link that the walk unlinked, nor ever will: such a value could come only from the {@code home} of a link that was
 *       settled before the walk came to it; but that one the walk has unlinked, so no CAS that expects it succeeds. So a link
 *       that such a walk unlinked does not come back, and its {@code home} may become {@link Link#GONE}.
 *   <li>K4: a walker that stands on a link with the home GONE begins anew at the newest link.
 *   <li>N2: a link that is dead, but whose thread has not returned yet, may be in the stack, and may come back to it.
 * </ul>
 *
 * <p>Related: the lazy deletion of {@code java.util.concurrent.ConcurrentLinkedQueue}, and Harris' list (2001), which marks
 * {@code next} words instead of walking again.
 */
final class LinkStack {

    /** The longest stack. */
    static final int MOST = 8;

    private LinkStack() {}

    /**
     * The rank of a link that is pushed on this one; more than {@link #MOST} if the stack is full, 0 if the caller has to read
     * the newest link again.
     */
    static int rankAbove(@Nullable Link newest) {
        if (newest == null) {
            return 1;
        }
        int rank = newest.placeAcquire();
        return rank > 0 && rank < MOST ? rank + 1 : count(newest) + 1;
    }

    /** -1 if a link was unlinked meanwhile. */
    private static int count(Link newest) {
        int count = 1;
        Object home = newest.homeVolatile();
        while (home instanceof Link older && count < MOST) {
            count++;
            home = older.homeVolatile();
        }
        return home == Link.GONE ? -1 : count;
    }

    private enum Walk {
        DISTURBED,
        FOUND,
        NOT_FOUND
    }

    /**
     * Unlinks a settled link from the stack of its owner, exactly. Lock-free.
     *
     * @param attached whether the link is known to have been pushed. A deadline may end a link that is about to be pushed; if
     *     the walk does not find that one, it is left to the thread that pushes it
     */
    static void remove(CancelNode owner, Link settled, boolean attached) {
        Walk walk;
        do {
            walk = walk(owner, owner.stateVolatile(), settled);
        } while (walk == Walk.DISTURBED);
        if (walk == Walk.FOUND || attached) {
            settled.gone(); // K3
        }
    }

    private static Walk walk(CancelNode owner, @Nullable Object state, Link sought) {
        Link newer = null;
        Link at = newest(state);
        while (at != null) {
            Object home = at.homeVolatile();
            if (at.isSettled()) {
                home = at.homeVolatile(); // K2
                if (home == Link.GONE || !unlink(owner, state, newer, at, (Link) home)) {
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

    /** Whether the link was unlinked from a neighbour that was not settled afterwards, or from the newest place. */
    private static boolean unlink(
            CancelNode owner, @Nullable Object state, @Nullable Link newer, Link settled, @Nullable Link older) {
        return newer == null
                ? casNewest(owner, state, settled, older)
                : newer.casHome(settled, older) && !newer.isSettled();
    }

    private static @Nullable Link newest(@Nullable Object state) {
        return newestOf(state instanceof Verdict verdict ? verdict.belowVolatile() : state);
    }

    private static @Nullable Link newestOf(@Nullable Object below) {
        return below instanceof SlotTable table ? table.newestVolatile() : (Link) below;
    }

    private static boolean casNewest(CancelNode owner, @Nullable Object state, Link seen, @Nullable Link next) {
        Object below = state;
        if (state instanceof Verdict verdict) {
            below = verdict.belowVolatile();
            if (below == seen) {
                return verdict.casBelow(seen, next);
            }
        }
        return below instanceof SlotTable table ? table.casNewest(seen, next) : owner.casState(seen, next);
    }

    /** Shows each link of a context that is being ended, newest first, until a walk meets no link that is gone (K4). */
    static void each(Verdict ended, LinkVisitor visitor) {
        Link newest = newest(ended);
        while (!walk(newest, visitor)) {
            Link again = newest(ended);
            if (again == newest && requireNonNull(newest).homeVolatile() == Link.GONE) {
                return; // a verdict that was lent in vain (E4, N3); an installed stack has no such newest link
            }
            newest = again;
        }
    }

    /** The same for what hung below a context whose verdict does not refer to it. */
    static void each(Object below, LinkVisitor visitor) {
        walk(newestOf(below), visitor);
    }

    /** Returns false if it met a link that is gone. */
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
