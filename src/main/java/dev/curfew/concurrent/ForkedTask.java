package dev.curfew.concurrent;

import org.jspecify.annotations.Nullable;

/** A task of a {@link TaskGroup}. Once it is over or dropped, it reaches neither its body nor its group. */
final class ForkedTask<T extends @Nullable Object> extends QueuedWork implements TaskGroup.Task<T> {

    private static final int SUCCEEDED = OTHERS;
    private static final int FAILED = OTHERS + 1;
    private static final int LEFT = OTHERS + 2;

    /** The task whose body the thread is in. */
    private static final ThreadLocal<@Nullable ForkedTask<?>> INNERMOST = new ThreadLocal<>();

    /** Null once the task is over or dropped. A thread that reads a stale group fails to begin (J1). */
    private @Nullable TaskGroup group;

    private TaskGroup.@Nullable Body<? extends T> body;
    /** The result or the failure. */
    private @Nullable Object outcome;
    /** The task in whose body an executor runs this one, because it runs tasks on the thread that forks them. */
    private @Nullable ForkedTask<?> enclosing;

    ForkedTask(TaskGroup group, TaskGroup.Body<? extends T> body) {
        this.group = group;
        this.body = body;
    }

    /** Whether the current thread is in the body of a task of that group. */
    static boolean isInside(TaskGroup group) {
        for (ForkedTask<?> task = INNERMOST.get(); task != null; task = task.enclosing) {
            if (task.group == group) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void run() {
        TaskGroup into = group;
        if (into == null) {
            return;
        }
        if (into.context().isDone()) {
            drop();
        } else if (begin()) {
            TaskGroup.Body<? extends T> taken = body;
            body = null;
            if (taken != null) {
                perform(into, taken);
            }
        }
    }

    private void perform(TaskGroup into, TaskGroup.Body<? extends T> taken) {
        try {
            call(into, taken);
            into.onOutcome(this);
        } finally {
            ForkedTask<?> outer = enclosing;
            enclosing = null;
            group = null;
            try {
                INNERMOST.set(outer);
            } finally {
                into.leave();
            }
        }
    }

    private void call(TaskGroup into, TaskGroup.Body<? extends T> taken) {
        int next = FAILED;
        Interruption interruption = null;
        try {
            enclosing = INNERMOST.get();
            INNERMOST.set(this);
            Interruption opened = Interruption.around(into.context());
            interruption = opened;
            try (opened) {
                outcome = taken.run(into.context());
            }
            next = SUCCEEDED;
        } catch (Throwable e) {
            outcome = e;
            boolean hasInterrupted = false;
            if (interruption != null) {
                hasInterrupted = interruption.mayHaveInterrupted();
                interruption.giveBack(e);
            }
            if (Consequence.isOfEnd(into.context(), hasInterrupted, e)) {
                next = LEFT;
            }
        } finally {
            finish(next); // J3
        }
    }

    @Override
    void dropped() {
        TaskGroup from = group;
        release();
        if (from != null) {
            from.leave();
        }
    }

    /** The executor threw. If the task has not begun, it is as if it had never been forked. */
    void reject(TaskGroup from) {
        if (withdraw()) {
            release();
            from.withdraw();
        }
    }

    private void release() {
        body = null;
        group = null;
    }

    @Override
    public State state() {
        return switch (phase()) {
            case WAITING, BEGUN -> State.RUNNING;
            case SUCCEEDED -> State.SUCCESS;
            case FAILED -> State.FAILED;
            default -> State.CANCELLED;
        };
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // What the body returned, which may be null if T is nullable.
    public T get() {
        if (phase() != SUCCEEDED) {
            throw new IllegalStateException("the task is " + state(), failure());
        }
        return (T) outcome;
    }

    @Override
    public @Nullable Throwable failure() {
        int phase = phase();
        return phase == FAILED || phase == LEFT ? (Throwable) outcome : null;
    }

    @Override
    public String toString() {
        return "task " + state();
    }
}
