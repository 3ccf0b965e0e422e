package dev.curfew.kit;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/** The kinds of threads this JDK has: virtual ones by reflection, since the tests compile for 17. */
public enum Threads {
    PLATFORM,
    VIRTUAL;

    /** The kinds that exist here. */
    public static List<Threads> kinds() {
        List<Threads> kinds = new ArrayList<>(List.of(PLATFORM));
        if (Runtime.version().feature() >= 21) {
            kinds.add(VIRTUAL);
        }
        return kinds;
    }

    public Thread start(Runnable task) {
        Thread thread = this == VIRTUAL ? virtual(task) : Background.daemon(task);
        thread.start();
        return thread;
    }

    private static Thread virtual(Runnable task) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Method unstarted = Class.forName("java.lang.Thread$Builder").getMethod("unstarted", Runnable.class);
            return (Thread) unstarted.invoke(builder, task);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("no virtual threads in " + Runtime.version(), e);
        }
    }
}
