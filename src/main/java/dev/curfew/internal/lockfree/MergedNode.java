package dev.curfew.internal.lockfree;

import dev.curfew.Context;
import dev.curfew.Done;
import dev.curfew.internal.PathFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A context that also ends when other contexts do ({@link Context#withCancelOn}): 48 bytes, and 40 for each
 * {@link EndLink}. It is a child of its parent, and has a link below each other context of this core, and a
 * {@link ForeignParent} for each foreign one.
 */
final class MergedNode extends CancelNode {

    /** An {@link EndLink}, a {@link ForeignParent}, or an array of those. */
    private @Nullable Object ends;

    /**
     * The propagation to which this node belongs, if something hung below it. Written and compared by the thread of each
     * propagation.
     */
    @Nullable
    Propagation owner;

    /** A node that is not attached yet. */
    MergedNode(Parent parent, @Nullable Context values, DeadlineHolder deadlineHolder) {
        super(parent, values, deadlineHolder);
    }

    /**
     * Attaches a new node that also ends with another context. If memory is short, throws, and nothing stays attached.
     */
    static CancelNode create(LockFreeCore core, Parent parent, @Nullable Context values, Context other) {
        Parent end = core.parentFor(other);
        Done done = doneOf(end);
        if (done == NEVER || done == doneOf(parent)) {
            return core.attached(parent, values);
        }
        MergedNode node =
                new MergedNode(parent, values, EarliestDeadline.of(core, parent.deadlineHolder(), other, end));
        Object link = node.linkTo(end);
        node.ends = link;
        parent.attach(node);
        node.attachTo(link);
        return node;
    }

    /** Does the same for several other contexts. */
    static CancelNode create(LockFreeCore core, Parent parent, @Nullable Context values, Context... others) {
        Set<Done> known = Collections.newSetFromMap(new IdentityHashMap<>());
        known.add(NEVER);
        known.add(doneOf(parent));
        DeadlineHolder holder = parent.deadlineHolder();
        List<Parent> ends = new ArrayList<>();
        for (Context other : others) {
            Parent end = core.parentFor(other);
            holder = EarliestDeadline.of(core, holder, other, end);
            if (known.add(doneOf(end))) {
                ends.add(end);
            }
        }
        if (ends.isEmpty()) {
            return core.attached(parent, values);
        }
        MergedNode node = new MergedNode(parent, values, holder);
        Object[] links = new Object[ends.size()];
        for (int i = 0; i < links.length; i++) {
            links[i] = node.linkTo(ends.get(i));
        }
        node.ends = links;
        parent.attach(node);
        for (Object link : links) {
            node.attachTo(link);
        }
        return node;
    }

    private static Done doneOf(Parent parent) {
        return parent instanceof ForeignParent foreign
                ? foreign.done()
                : parent instanceof CancelNode node ? node : NEVER;
    }

    /** What tells this node of the end of another context that can end. */
    private Object linkTo(Parent end) {
        return doneOf(end) instanceof CancelNode node ? new EndLink(node, this) : end;
    }

    private void attachTo(Object end) {
        if (isDone()) {
            return;
        }
        try {
            if (end instanceof EndLink link) {
                link.attach(this);
            } else if (end instanceof ForeignParent foreign) {
                foreign.attach(this);
            }
        } catch (Throwable e) {
            cancel();
            throw e;
        }
    }

    /** Lets go of the other contexts, after the end. */
    @Override
    void disarm() {
        letGo(null);
    }

    @Override
    void disarmExclusive() {
        disarm();
    }

    private void letGo(@Nullable EndLink except) {
        owner = null;
        Object held = ends;
        if (held instanceof Object[] several) {
            for (Object end : several) {
                letGo(end, except);
            }
        } else {
            letGo(held, except);
        }
    }

    private void letGo(@Nullable Object end, @Nullable EndLink except) {
        if (end instanceof EndLink link && link != except) {
            link.letGo();
        } else if (end instanceof ForeignParent foreign) {
            foreign.detach(this);
        }
    }

    /** Does what {@link #notifyEnd} does for a node that ended through a link: its parent is live (M2). */
    void notifyEndThrough(EndLink link) {
        finish(verdict().bare());
        letGo(link);
        parent().detach(this);
    }

    @Override
    String pathSegment() {
        return PathFormat.WITH_CANCEL_ON;
    }
}
