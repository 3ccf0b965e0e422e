package dev.curfew.lockfree;

import dev.curfew.Context;
import java.util.ArrayDeque;
import java.util.Deque;

/** How a context is shown: the steps from the root down, iteratively. */
final class Path {

    private Path() {}

    static String of(Context context) {
        Deque<String> steps = new ArrayDeque<>();
        Context at = context;
        while (true) {
            if (at instanceof CancelNode node) {
                steps.push(node.step());
                at = node.pathParent();
            } else if (at instanceof ValueContext binding) {
                steps.push(binding.step());
                at = binding.parent;
            } else if (at instanceof DetachedContext detached) {
                steps.push(detached.step());
                at = detached.pathParent();
            } else {
                steps.push(String.valueOf(at));
                return String.join("", steps);
            }
        }
    }
}
