package dev.curfew.spi;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Threads that end contexts at their deadlines, of any runtime. */
public final class DriverThread {

    private static final Set<Thread> DRIVERS = ConcurrentHashMap.newKeySet();

    private DriverThread() {}

    /**
     * A daemon that keeps nothing of the thread that happened to set the first deadline: no thread locals, no class loader, no
     * access control context, no thread group with its limit of priority.
     */
    @SuppressWarnings(
            "removal") // Before JDK 24 a thread keeps the access control context, and so the classes, of its maker.
    public static Thread neutral(String name, Runnable work) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> make(name, work));
    }

    @SuppressWarnings("ThreadPriorityCheck") // Back to the default.
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

    /** The same work, whose thread is known as a driver meanwhile. */
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

    /** The current thread is a driver until it leaves. Returns whether it was none. */
    public static boolean enter() {
        return DRIVERS.add(Thread.currentThread());
    }

    /** The counterpart, with what {@link #enter} returned. */
    public static void leave(boolean wasNone) {
        if (wasNone) {
            DRIVERS.remove(Thread.currentThread());
        }
    }

    /** Whether the current thread is a driver: one that waited for another could wait for ever. */
    public static boolean isCurrent() {
        return DRIVERS.contains(Thread.currentThread());
    }
}
