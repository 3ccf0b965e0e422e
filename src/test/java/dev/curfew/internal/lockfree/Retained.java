package dev.curfew.internal.lockfree;

import dev.curfew.Context;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a context refers to through its links, found by walking its stack and its slots. */
public final class Retained {

    private Retained() {}

    /** The number of links of a context of this core. */
    public static int count(Context context) {
        return links((CancelNode) context).size();
    }

    static long dead(CancelNode context) {
        return links(context).stream().filter(Link::isDead).count();
    }

    static long live(CancelNode context) {
        return links(context).stream().filter(link -> !link.isDead()).count();
    }

    /** All links, live and dead. */
    static Set<Link> links(CancelNode context) {
        Set<Link> found = newSet();
        Object state = context.stateAcquire();
        Object below = state instanceof Verdict verdict ? verdict.belowVolatile() : state;
        if (below instanceof SlotTable table) {
            table.each(found::add);
            walk(table.newestVolatile(), found);
        } else {
            walk((Link) below, found);
        }
        return found;
    }

    /** The number of siblings that a link reaches, itself not counted. It is 0 for a link that is gone (L3). */
    static int behind(Link ended) {
        Set<Link> found = newSet();
        if (ended.homeVolatile() instanceof SlotHolder slots) {
            slots.each(found::add);
        } else {
            walk(ended.older(), found);
        }
        found.remove(ended);
        return found.size();
    }

    private static void walk(@Nullable Link from, Set<Link> found) {
        Link at = from;
        while (at != null && found.add(at)) {
            at = at.older();
        }
    }

    private static Set<Link> newSet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
