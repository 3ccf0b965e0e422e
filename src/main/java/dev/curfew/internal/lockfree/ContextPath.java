package dev.curfew.internal.lockfree;

import dev.curfew.Context;
import dev.curfew.internal.Answer;
import dev.curfew.internal.Forwarded;
import dev.curfew.internal.PathBuilder;
import org.jspecify.annotations.Nullable;

/** How a context is shown: the segments of its path from the root down, collected without recursion. */
final class ContextPath {

    private ContextPath() {}

    static String of(Context context) {
        PathBuilder<Context> path = new PathBuilder<>(ContextPath::pathSegment);
        Context at = context;
        while (true) {
            Context parent = parentOf(at);
            if (parent == null) {
                return path.build(Answer.text(at));
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
            return binding.parent();
        }
        return context instanceof DetachedContext detached ? detached.pathParent() : null;
    }

    private static String pathSegment(Context context) {
        if (context instanceof CancelNode node) {
            return node.pathSegment();
        }
        return context instanceof ValueContext binding
                ? binding.pathSegment()
                : ((DetachedContext) context).pathSegment();
    }
}
