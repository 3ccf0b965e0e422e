package dev.curfew.bench;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Platform threads, and virtual ones by reflection, where the JDK has them. */
final class Threads {

    static final String PLATFORM = "platform";
    static final String VIRTUAL = "virtual";

    private static final int FIRST_WITH_VIRTUAL = 21;

    private Threads() {}

    static boolean exist(String kind) {
        return !kind.equals(VIRTUAL) || Runtime.version().feature() >= FIRST_WITH_VIRTUAL;
    }

    static Thread start(String kind, Runnable work) {
        Thread thread = factory(kind).newThread(work);
        thread.start();
        return thread;
    }

    /** One platform thread that waits for work; or a virtual thread for each action. */
    static ExecutorService executor(String kind) {
        return kind.equals(VIRTUAL)
                ? (ExecutorService) invoke(Executors.class, null, "newVirtualThreadPerTaskExecutor")
                : Executors.newSingleThreadExecutor(factory(kind));
    }

    private static ThreadFactory factory(String kind) {
        if (kind.equals(VIRTUAL)) {
            Object builder = invoke(Thread.class, null, "ofVirtual");
            return (ThreadFactory) invoke(builderType(), builder, "factory");
        }
        return work -> {
            Thread thread = new Thread(work, "waiter");
            thread.setDaemon(true);
            return thread;
        };
    }

    private static Class<?> builderType() {
        try {
            return Class.forName("java.lang.Thread$Builder");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no virtual threads in this JDK", e);
        }
    }

    private static Object invoke(Class<?> type, Object target, String method) {
        try {
            return type.getMethod(method).invoke(target);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException("no virtual threads in this JDK", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
