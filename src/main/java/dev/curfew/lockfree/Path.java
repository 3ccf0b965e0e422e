package dev.curfew.lockfree;

import dev.curfew.Context;
import dev.curfew.spi.Forwarded;
import dev.curfew.spi.PathBuilder;
import org.jspecify.annotations.Nullable;

/** How a context is shown: the steps from the root down, iteratively. */
final class Path {

    private Path() {}

    static String of(Context context) {
        PathBuilder<Context> path = new PathBuilder<>(Path::step);
        Context at = context;
        while (true) {
            Context parent = parentOf(at);
            if (parent == null) {
                return path.build(String.valueOf(at));
            }
            path.add(at);
            at = Forwarded.TO_STRING.answering(parent);
        }
    }

    /** Null for a root, and for a foreign context. */
    private static @Nullable Context parentOf(Context context) {
        if (context instanceof CancelNode node) {
            return node.pathParent();
        }
        if (context instanceof ValueContext binding) {
            return binding.parent;
        }
        return context instanceof DetachedContext detached ? detached.pathParent() : null;
    }

    private static String step(Context context) {
        if (context instanceof CancelNode node) {
            return node.step();
        }
        return context instanceof ValueContext binding ? binding.step() : ((DetachedContext) context).step();
    }
}
