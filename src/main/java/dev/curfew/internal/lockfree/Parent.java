package dev.curfew.internal.lockfree;

import dev.curfew.Context;

/**
 * What a {@link CancelNode} is attached to: a context of this core, or a {@link ForeignParent} in place of any other.
 */
interface Parent {

    /** The context that this is, or stands for. */
    Context context();

    /** The holder of the deadline that a child inherits. It also names the core. */
    DeadlineHolder deadlineHolder();

    /** Whether the context has ended. */
    boolean isDone();

    /**
     * Makes a new node, which no other thread knows yet, end with the context. If the context has ended, ends the node.
     */
    void attach(CancelNode child);

    /** Unlinks a node that has ended by itself. */
    void detach(CancelNode child);
}
