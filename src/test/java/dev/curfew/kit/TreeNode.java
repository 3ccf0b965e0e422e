package dev.curfew.kit;

import dev.curfew.kit.TreeScript.Derive;
import dev.curfew.kit.TreeScript.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A context of the {@link TreeModel}, and what it answers. Every question is answered by recursion. */
final class TreeNode {

    private static final int NONE = TreeScript.NONE;

    final int id;
    /** Null for a root. */
    final TreeNode parent;

    final Shape shape;
    final int x;
    final int y;
    /** The root's number. */
    final int core;
    /** The contexts that end this one: the parent and, of a merged context, the others that can. */
    final List<TreeNode> sources = new ArrayList<>();
    /** The other context whose deadline a merged one has; null if it has that of its parent. */
    TreeNode deadlineSource;
    /** Of those with a deadline of their own; else that of {@link #origin}. */
    int ownDeadline = NONE;
    /** When a lease ends. */
    int moment = NONE;

    boolean ended;
    String err;
    String cause;
    /** Actions and, as links, the contexts that an action has to end, in the order of registration. */
    final List<Object> registered = new ArrayList<>();

    /** What ends a context when a foreign context ends, or one of the other core: an action. */
    record Link(TreeNode child, TreeNode source) {}

    TreeNode(int core) {
        this(new Derive(core, NONE, Shape.WITHOUT_CANCEL, NONE, NONE, List.of()), null);
    }

    TreeNode(Derive op, TreeNode parent) {
        this.id = op.id();
        this.parent = parent;
        this.shape = op.shape();
        this.x = op.x();
        this.y = op.y();
        this.core = parent == null ? id : parent.core;
    }

    boolean isCancel() {
        return shape == Shape.CANCEL || shape == Shape.DEADLINE || shape == Shape.LEASE || shape == Shape.MERGED;
    }

    boolean isForwarding() {
        return shape == Shape.FORWARDING || shape == Shape.LIAR;
    }

    /** Whose Done this context shows: itself, or an ancestor. */
    TreeNode origin() {
        return shape == Shape.VALUE || isForwarding() ? parent.origin() : this;
    }

    boolean canEnd() {
        return origin().shape != Shape.WITHOUT_CANCEL;
    }

    /** Whether this context marks a context that it ends, rather than ending it by an action. */
    boolean marks(TreeNode child) {
        return origin().isCancel() && core == child.core;
    }

    boolean isMarkedBy(TreeNode origin) {
        return isCancel() && sources.stream().anyMatch(source -> source.origin() == origin && source.marks(this));
    }

    boolean isDone() {
        return origin().ended;
    }

    String err() {
        return switch (shape) {
            case LIAR -> null;
            case FORWARDING -> parent.err();
            default -> origin().err;
        };
    }

    String cause() {
        return switch (shape) {
            case LIAR -> null;
            case FORWARDING -> parent.cause();
            default -> origin().cause;
        };
    }

    int deadline() {
        return switch (shape) {
            case WITHOUT_CANCEL, LIAR -> NONE;
            case FORWARDING, FOREIGN -> parent.deadline();
            case VALUE -> origin().deadline();
            case CANCEL, DEADLINE, LEASE, MERGED ->
                ownDeadline != NONE
                        ? ownDeadline
                        : deadlineSource != null
                                ? deadlineSource.deadline()
                                : parent.origin().deadline();
        };
    }

    /** The nearest lease above, as far as contexts of the core lead there. */
    TreeNode leaseAbove() {
        TreeNode above = parent.origin();
        return !above.isCancel() ? null : above.shape == Shape.LEASE ? above : above.leaseAbove();
    }

    String value(int key) {
        if (shape == Shape.VALUE && x == key) {
            return y == TreeScript.NULL ? "null" : "value " + y;
        }
        if (shape == Shape.LIAR && key == TreeScript.LIARS_KEY) {
            return "lie";
        }
        return parent != null ? parent.value(key) : key == TreeScript.DEFAULT_KEY ? "default" : "null";
    }

    String path() {
        return switch (shape) {
            case CANCEL -> parent.path() + ".withCancel";
            case DEADLINE -> parent.path() + (ownDeadline != NONE ? ".withDeadline" : ".withCancel");
            case LEASE -> parent.path() + ".withLease";
            case MERGED -> parent.path() + (sources.size() > 1 ? ".withCancelOn" : ".withCancel");
            case VALUE -> parent.path() + ".withValue(key " + x + ")";
            case WITHOUT_CANCEL -> parent == null ? "background" : parent.path() + ".withoutCancel";
            case FORWARDING, LIAR -> parent.path();
            case FOREIGN -> "foreign " + id;
        };
    }

    /** Adds all contexts to which this one may refer. */
    void addHeld(Set<Integer> held) {
        if (held.add(id) && parent != null) {
            parent.addHeld(held);
            sources.forEach(source -> source.addHeld(held));
        }
    }
}
