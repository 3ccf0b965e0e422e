package dev.curfew.internal.lockfree;

import dev.curfew.ContextRuntime;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * One trial of {@link StalledThreadTest}, on the rewritten core: the last stripe has links, and an end finds them (S2).
 */
final class CollidingTrial implements Callable<Boolean> {

    /** Returns whether this machine has several stripes. */
    @Override
    public Boolean call() {
        try (ContextRuntime runtime =
                ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build()) {
            CancelNode context = (CancelNode) runtime.background().withCancel();
            context.inflate();
            context.withCancel();
            Stripes.collide(context);
            if (Stripes.filled(context).contains(0)) {
                throw new AssertionError("a stripe without a link: " + Stripes.filled(context));
            }
            boolean several = Stripes.of(context).size() > 1;
            Set<Link> links = Retained.links(context);
            int made = Stripes.filled(context).stream().mapToInt(i -> i).sum();
            if (links.size() != made) {
                throw new AssertionError(links.size() + " links seen, of " + made);
            }
            context.cancel();
            if (!links.stream().allMatch(Link::isDead)) {
                throw new AssertionError("a child of an ended parent is live");
            }
            return several;
        }
    }
}
