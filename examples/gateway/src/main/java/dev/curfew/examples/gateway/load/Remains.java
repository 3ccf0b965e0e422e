package dev.curfew.examples.gateway.load;

import java.util.List;

/** What could be left of a session: the classes of both cores, as {@link Census} names them. */
enum Remains {
    CONTEXTS(
            "internal.lockfree.CancelNode",
            "internal.lockfree.DeadlineNode",
            "internal.lockfree.LeaseNode",
            "internal.lockfree.ValueContext",
            "internal.lockfree.ValueIndex",
            "internal.lockfree.DetachedContext",
            "internal.lockfree.UncancellableContext",
            "internal.lockfree.ScopeSlot",
            "internal.lockfree.ScopeView",
            "internal.lockfree.ScopeDeadlineView",
            "internal.mutex.MutexContext",
            "internal.mutex.DeadlineContext",
            "internal.mutex.LeaseContext",
            "internal.mutex.ValueContext",
            "internal.mutex.UncancellableContext"),
    /** The mutex core gives its executor a lambda for each timer. */
    TIMERS("internal.wheel.TimerNode", "internal.wheel.RecurringTimer", "internal.mutex.TimedContext lambda"),
    REGISTRATIONS(
            "internal.lockfree.ActionLink",
            "internal.lockfree.WaiterLink",
            "internal.lockfree.ForeignParent",
            "internal.lockfree.ScheduledNode$HandedOver",
            "internal.lockfree.ScopeWalk",
            "internal.mutex.Action",
            "internal.mutex.MutexContext lambda",
            "internal.mutex.ScheduledAction",
            "ExecutorAction",
            "ForeignAction",
            "ParkedWaiter",
            "NeverDone$1"),
    /** The gateway's own, and what a process has one of. */
    OTHERS;

    final List<String> classes;

    Remains(String... classes) {
        this.classes = List.of(classes);
    }

    static Remains of(String className) {
        for (Remains kind : values()) {
            if (kind.classes.contains(className)) {
                return kind;
            }
        }
        return OTHERS;
    }
}
