package dev.curfew.kit;

import dev.curfew.kit.TreeAction.State;
import dev.curfew.kit.TreeNode.Link;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One ending call of the {@link TreeModel}. */
final class TreeEnding {
    final TreeNode top;
    final Set<TreeNode> marked = new HashSet<>();
    /** Actions and links, those of one context in the order of their registration. */
    final List<Object> pending = new ArrayList<>();

    TreeEnding(TreeNode top) {
        this.top = top;
    }

    void dropStale() {
        pending.removeIf(
                entry -> entry instanceof Link link ? link.child().ended : ((TreeAction) entry).state != State.WAITING);
    }

    /** What may run next. */
    List<Object> ready() {
        List<Object> ready = new ArrayList<>();
        Set<TreeNode> owners = new HashSet<>();
        for (Object entry : pending) {
            if (owners.add(ownerOf(entry)) && isReached(ownerOf(entry))) {
                ready.add(entry);
            }
        }
        return ready;
    }

    /** Whether a way leads from the top to a context on which nothing is pending. */
    private boolean isReached(TreeNode node) {
        return node == top
                || marked.stream()
                        .anyMatch(source -> node.isMarkedBy(source) && !owesAnything(source) && isReached(source));
    }

    private boolean owesAnything(TreeNode node) {
        return pending.stream().anyMatch(entry -> ownerOf(entry) == node);
    }

    private static TreeNode ownerOf(Object entry) {
        return entry instanceof Link link ? link.source().origin() : ((TreeAction) entry).owner;
    }
}
