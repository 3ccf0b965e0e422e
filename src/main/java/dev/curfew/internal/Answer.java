package dev.curfew.internal;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.Registration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Checks what user code returns. A null where none is allowed gives an exception that names the class and its method.
 */
public final class Answer {

    private Answer() {}

    /**
     * The {@code done()} of a context, checked.
     *
     * @throws NullPointerException if it is null; the exception names the class of the context, or of the one to which
     *     it forwards
     */
    public static Done done(@Nullable Done answer, Context context) {
        if (answer == null) {
            throw isNull(Forwarded.DONE.answeringBeyondValues(context), "done()");
        }
        return answer;
    }

    /**
     * The {@code runtime()} of a context, checked.
     *
     * @throws NullPointerException if it is null; the exception names the class of the context, or of the one to which
     *     it forwards
     */
    public static ContextRuntime runtime(@Nullable ContextRuntime answer, Context context) {
        if (answer == null) {
            throw isNull(Forwarded.RUNTIME.answeringBeyondValues(context), "runtime()");
        }
        return answer;
    }

    /**
     * Registers an action with a {@link Done}.
     *
     * @throws NullPointerException if {@code onDone} returns null
     */
    public static Registration registration(Done done, Runnable action) {
        Registration registration = done.onDone(action);
        if (registration == null) {
            throw isNull(done, "onDone(Runnable)");
        }
        return registration;
    }

    /**
     * Makes a thread.
     *
     * @throws NullPointerException if the factory returns null
     */
    public static Thread thread(ThreadFactory factory, Runnable work) {
        Thread thread = factory.newThread(work);
        if (thread == null) {
            throw isNull(factory, "newThread(Runnable)");
        }
        return thread;
    }

    /**
     * A context that has ended.
     *
     * @throws IllegalArgumentException if it is live
     */
    public static Context ended(Context context) {
        if (!context.isDone()) {
            throw new IllegalArgumentException("ended is live: " + text(context));
        }
        return context;
    }

    /** The text of a foreign context, which is the beginning of a path. */
    public static String text(Context context) {
        String text = context.toString();
        return text != null ? text : "[" + nullFrom(context, "toString()") + "]";
    }

    private static NullPointerException isNull(Object by, String method) {
        return new NullPointerException(nullFrom(by, method));
    }

    private static String nullFrom(Object by, String method) {
        return by.getClass().getName() + "." + method + " returned null";
    }
}
