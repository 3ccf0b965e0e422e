package dev.curfew.bench.alternatives;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Each child is its own link, as in the library: one object, but who keeps an ended one keeps its {@code next}. */
final class IntrusiveChildren implements Children<IntrusiveChildren.Child> {

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
    static final class Child extends LinkStack.Link {

        private volatile Object state;
        Object work;
        final LinkStack parent;
        Object values;
        Object deadlineOwner;
        short stripe;
        short heat;

        Child(LinkStack parent) {
            this.parent = parent;
        }

        @Override
        boolean isDead() {
            return STATE.getAcquire(this) == ENDED;
        }
    }

    private final LinkStack parent = new LinkStack();

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
