package dev.curfew.bench.alternatives;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Each child is its own link in a {@link CursorStack}: one object, but who keeps an ended one keeps its {@code next}, and the
 * live parent keeps dead links (not exact).
 */
final class CursorChildren implements Children<CursorChildren.Child> {

    private static final VarHandle STATE;
    private static final Object ENDED = new Object();

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Child.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** 40 bytes, as a {@code CancelNode}: the fields that nobody asks here are there for that. */
    static final class Child extends CursorStack.Link {

        private volatile Object state;
        Object work;
        final CursorStack parent;
        Object values;
        Object deadlineOwner;
        short stripe;
        short heat;

        Child(CursorStack parent) {
            this.parent = parent;
        }

        @Override
        boolean isDead() {
            return STATE.getAcquire(this) == ENDED;
        }
    }

    private final CursorStack parent = new CursorStack();

    @Override
    public Child derive() {
        Child child = new Child(parent);
        parent.push(child);
        return child;
    }

    @Override
    public void end(Child child) {
        if (STATE.compareAndSet(child, null, ENDED)) {
            child.parent.unlink(child);
        }
    }
}
