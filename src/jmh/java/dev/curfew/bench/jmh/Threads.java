package dev.curfew.bench.jmh;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Platform threads, and virtual ones by reflection, where the JDK has them. */
public final class Threads {

    public static final String PLATFORM = "platform";
    static final String VIRTUAL = "virtual";

    private static final int FIRST_WITH_VIRTUAL = 21;
    /** The form of {@code StructuredTaskScope} differs between the JDKs that preview it. */
    private static final int WITH_KNOWN_SCOPES = 25;

    private Threads() {}

    public static boolean exist(String kind) {
        return !kind.equals(VIRTUAL) || Runtime.version().feature() >= FIRST_WITH_VIRTUAL;
    }

    public static boolean haveScopes() {
        return Runtime.version().feature() == WITH_KNOWN_SCOPES;
    }

    static Thread start(String kind, Runnable work) {
        Thread thread = factory(kind).newThread(work);
        thread.start();
        return thread;
    }

    /** One platform thread that waits for work, or a virtual thread for each action. */
    static ExecutorService executor(String kind) {
        return kind.equals(VIRTUAL)
                ? (ExecutorService) invoke(Executors.class, null, "newVirtualThreadPerTaskExecutor")
                : Executors.newSingleThreadExecutor(factory(kind));
    }

    /** As many platform threads as there are processors, or a virtual thread for each task. */
    static ExecutorService pool(String kind) {
        return kind.equals(VIRTUAL)
                ? executor(kind)
                : Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), factory(kind));
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
