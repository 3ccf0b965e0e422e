package dev.curfew.lockfree;

import org.jspecify.annotations.Nullable;

/**
 * What a live context reaches below itself, counted by an arbiter, so when all calls have returned. Exact removal leaves no
 * dead link (K3, S1) and no live one out (K1).
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

    /** For example {@code 2 live}; and how many are dead, if any. */
    static String from(CancelNode context) {
        Reached reached = walk(context, null);
        return reached.live + " live" + (reached.dead == 0 ? "" : ", " + reached.dead + " dead");
    }

    /** {@code alone} if nothing hangs below it, dead or alive. */
    static String links(CancelNode context) {
        Reached reached = walk(context, null);
        return reached.live + reached.dead == 0 ? "alone" : "linked";
    }

    static boolean has(CancelNode context, Link link) {
        return walk(context, link).found;
    }

    /** Whether each of these reaches nothing but its parent (L3), and is not reached. */
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
