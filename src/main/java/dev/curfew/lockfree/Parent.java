package dev.curfew.lockfree;

import dev.curfew.Context;
import org.jspecify.annotations.Nullable;

/** What a {@link CancelNode} hangs from: a context of this core, or a {@link ForeignParent} that stands for another. */
interface Parent {

    /** The context that the node was derived from, for its path. */
    Context context();

    /** Where lookups of the node's values begin: a {@link ValueContext}, a foreign context, or null if nothing is bound. */
    @Nullable
    Context valueSource();

    /** Who has the deadline that the node inherits, and the core. */
    DeadlineOwner deadlineOwner();

    /** Whether it has ended. */
    boolean isDone();

    /** Makes the node, so far unknown to all other threads, end when this does; ends it if this has. */
    void attach(CancelNode child);

    /** The node ended by itself: lets go of it. */
    void detach(CancelNode child);
}
