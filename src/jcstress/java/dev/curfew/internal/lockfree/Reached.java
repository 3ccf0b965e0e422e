package dev.curfew.internal.lockfree;

import org.jspecify.annotations.Nullable;

/**
 * Counts what a live context reaches below itself. For an arbiter, so all calls have returned. Unlinking is exact: it
 * leaves no dead link in (K3, S1), and takes no live one out (K1).
 */
final class Reached implements LinkVisitor {

    private final @Nullable Link wanted;
    private int live;
    private int dead;
    private boolean found;

    private Reached(@Nullable Link wanted) {
        this.wanted = wanted;
    }

    private static Reached walk(CancelNode context, @Nullable Link wanted) {
        Reached reached = new Reached(wanted);
        Object below = context.stateVolatile();
        if (below instanceof Verdict verdict) {
            below = verdict.belowVolatile();
        }
        if (below instanceof SlotTable table) {
            table.each(reached);
        }
        if (below != null) {
            LinkStack.each(below, reached);
        }
        return reached;
    }

    /** For example {@code 2 live}, with the number of dead links if there are any. */
    static String from(CancelNode context) {
        Reached reached = walk(context, null);
        return reached.live + " live" + (reached.dead == 0 ? "" : ", " + reached.dead + " dead");
    }

    /** {@code alone} if nothing hangs below the context, dead or alive, and otherwise {@code linked}. */
    static String links(CancelNode context) {
        Reached reached = walk(context, null);
        return reached.live + reached.dead == 0 ? "alone" : "linked";
    }

    static boolean has(CancelNode context, Link link) {
        return walk(context, link).found;
    }

    /** Returns {@code gone} if none of these links reaches a sibling (L3), and the context reaches none of them. */
    static String gone(CancelNode context, Link... links) {
        for (Link link : links) {
            Object home = link.homeVolatile();
            if (home != null && home != Link.GONE) {
                return "reaches siblings";
            }
            if (has(context, link)) {
                return "is reached";
            }
        }
        return "gone";
    }

    @Override
    public void visit(Link link) {
        if (link.isDead()) {
            dead++;
        } else {
            live++;
        }
        found |= link == wanted;
    }
}
