package dev.curfew.examples.gateway.load;

import java.util.List;

/** What could be left of a session: the classes of both cores, as {@link Census} names them. */
enum Remains {
    CONTEXTS(
            "lockfree.CancelNode",
            "lockfree.DeadlineNode",
            "lockfree.ValueContext",
            "lockfree.IndexedValueContext",
            "lockfree.DetachedContext",
            "mutex.MutexContext",
            "mutex.DeadlineContext",
            "mutex.ValueContext",
            "mutex.EndlessContext"),
    /** The mutex core gives its executor a lambda for each deadline. */
    TIMERS("wheel.internal.TimerNode", "mutex.DeadlineContext lambda"),
    REGISTRATIONS(
            "lockfree.ActionLink",
            "lockfree.WaiterLink",
            "lockfree.ForeignParent",
            "mutex.Action",
            "mutex.MutexContext lambda",
            "HandedOverAction",
            "ForeignAction",
            "ParkedWaiter",
            "IdleRegistration"),
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
