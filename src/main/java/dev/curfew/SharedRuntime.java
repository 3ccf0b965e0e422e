package dev.curfew;

import org.jspecify.annotations.Nullable;

/** The runtime that {@link ContextRuntime#shared()} returns, and who used it first. */
final class SharedRuntime {

    private static final Object LOCK = new Object();
    /** Not a constant: a bad system property would break this class for good. */
    private static volatile @Nullable ContextRuntime runtime;
    /** Guarded by {@link #LOCK}. */
    private static @Nullable String usedBy;

    private SharedRuntime() {}

    static ContextRuntime get() {
        ContextRuntime made = runtime;
        return made != null ? made : make();
    }

    private static ContextRuntime make() {
        synchronized (LOCK) {
            ContextRuntime made = runtime;
            return made != null ? made : share(new ContextRuntime(ContextRuntime.builder(), false));
        }
    }

    /**
     * Makes a runtime the shared one.
     *
     * @param made a runtime that was made without the lock, because that runs code of the user, such as a clock
     * @throws IllegalStateException if there is a shared runtime
     */
    static ContextRuntime share(ContextRuntime made) {
        synchronized (LOCK) {
            checkUnused();
            usedBy = firstCaller();
            runtime = made;
            return made;
        }
    }

    /** @throws IllegalStateException if there is a shared runtime; the message says who used it first */
    static void checkUnused() {
        synchronized (LOCK) {
            if (runtime != null) {
                throw new IllegalStateException("the shared runtime is in use already: first by " + usedBy);
            }
        }
    }

    private static String firstCaller() {
        for (StackTraceElement frame : new Throwable().getStackTrace()) {
            String name = frame.getClassName();
            if (!name.startsWith(ContextRuntime.class.getName())
                    && !name.equals(SharedRuntime.class.getName())
                    && !name.equals(Context.class.getName())) {
                return frame + " on thread " + Thread.currentThread().getName();
            }
        }
        return "thread " + Thread.currentThread().getName();
    }
}
