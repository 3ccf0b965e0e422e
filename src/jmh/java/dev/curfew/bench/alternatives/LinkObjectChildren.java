package dev.curfew.bench.alternatives;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A link beside each child in a {@link CursorStack}, and the two let go of one another at its end: so an ended child that is
 * kept keeps nothing, and a dead link keeps no child. The live parent keeps dead links all the same (not exact).
 */
final class LinkObjectChildren implements Children<LinkObjectChildren.Child> {

    private static final VarHandle STATE;
    private static final VarHandle CHILD;
    private static final Object ENDED = new Object();

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Child.class, "state", Object.class);
            CHILD = lookup.findVarHandle(ChildLink.class, "child", Child.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** 24 bytes. The worklist of an ender goes through the links. */
    static final class ChildLink extends CursorStack.Link {

        private volatile Child child;
        Object work;

        ChildLink(Child child) {
            CHILD.set(this, child);
        }

        @Override
        boolean isDead() {
            return CHILD.getAcquire(this) == null;
        }
    }

    /** 40 bytes, as without a link of its own: what the two fields of a link would take, padding takes. */
    static final class Child {

        private volatile Object state;
        final CursorStack parent;
        Object values;
        Object deadlineOwner;
        short stripe;
        short heat;
        private ChildLink link;

        Child(CursorStack parent) {
            this.parent = parent;
        }
    }

    private final CursorStack parent = new CursorStack();

    @Override
    public Child derive() {
        Child child = new Child(parent);
        ChildLink link = new ChildLink(child);
        child.link = link;
        parent.push(link);
        return child;
    }

    @Override
    public void end(Child child) {
        if (STATE.compareAndSet(child, null, ENDED)) {
            ChildLink link = child.link;
            child.link = null;
            CHILD.setRelease(link, null);
            child.parent.unlink(link);
        }
    }
}
