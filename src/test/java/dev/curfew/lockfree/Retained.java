package dev.curfew.lockfree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What a context holds on to through its links, found by walking heads, cursors and {@code next}. */
final class Retained {

    /** So many dead links may be left in one stack when nobody is at work on it. */
    static final int DEAD_PER_STACK = 64;

    private Retained() {}

    /** The number of dead links in the stack that has the most of them; 0 below a context that has ended. */
    static long deadInWorstStack(CancelNode context) {
        return stacks(context).stream()
                .mapToLong(stack -> stack.stream().filter(Link::isDead).count())
                .max()
                .orElse(0);
    }

    /** The number of links, live and dead. */
    static int links(CancelNode context) {
        return stacks(context).stream().mapToInt(Set::size).sum();
    }

    static long live(CancelNode context) {
        return stacks(context).stream()
                .flatMap(Set::stream)
                .filter(link -> !link.isDead())
                .count();
    }

    /** How many links a context holds that has been ended and unlinked, itself not counted. */
    static int behind(Link ended) {
        Set<Link> found = newSet();
        walk(ended.nextAcquire(), found);
        return found.size();
    }

    private static List<Set<Link>> stacks(CancelNode context) {
        List<Set<Link>> stacks = new ArrayList<>();
        Object below = context.stateAcquire();
        if (below instanceof Stripes stripes) {
            for (int i = 0; i <= Stripes.COUNT; i++) {
                Set<Link> found = newSet();
                walk(stripes.at(i).headAcquire(), found);
                walk(stripes.at(i).cursorAcquire(), found);
                stacks.add(found);
            }
        } else if (below instanceof Link newest) {
            Set<Link> found = newSet();
            walk(newest, found);
            stacks.add(found);
        }
        return stacks;
    }

    private static void walk(Link from, Set<Link> found) {
        Link at = from;
        while (at != null && at != Stripe.CLOSED && found.add(at)) {
            at = at.nextAcquire();
        }
    }

    private static Set<Link> newSet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
