package dev.curfew.internal;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows the threads that end contexts at their deadlines, of all runtimes. */
public final class DriverThread {

    private static final Set<Thread> DRIVERS = ConcurrentHashMap.newKeySet();

    private DriverThread() {}

    /**
     * Makes a daemon that inherits nothing from the thread that happens to set the first deadline: no thread locals, no
     * class loader, no access control context, no thread group with its limit of priority.
     */
    @SuppressWarnings(
            "removal") // Before JDK 24 a thread keeps the access control context, and so the classes, of its maker.
    public static Thread neutral(String name, Runnable work) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> make(name, work));
    }

    @SuppressWarnings("ThreadPriorityCheck") // The default priority.
    private static Thread make(String name, Runnable work) {
        Thread thread = new Thread(rootGroup(), work, name, 0, false);
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(null);
        return thread;
    }

    private static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /** The work, during which its thread counts as a driver. */
    public static Runnable driving(Runnable work) {
        return () -> {
            boolean isNew = enter();
            try {
                work.run();
            } finally {
                leave(isNew);
            }
        };
    }

    /** Makes the current thread a driver until {@link #leave}. Returns whether it was none before. */
    public static boolean enter() {
        return DRIVERS.add(Thread.currentThread());
    }

    /** Ends what {@link #enter} began, given its result. */
    public static void leave(boolean wasNone) {
        if (wasNone) {
            DRIVERS.remove(Thread.currentThread());
        }
    }

    /** Whether the current thread is a driver. A driver that waited for another driver could wait for ever. */
    public static boolean isCurrent() {
        return DRIVERS.contains(Thread.currentThread());
    }
}
