package dev.curfew.concurrent;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The context of the running code, where somebody has bound one, for code that cannot be given a context as a parameter.
 * It is a {@link ThreadLocal}, which no other thread inherits. Nothing in the library reads it.
 *
 * <p><b>Threads:</b> each call is about the calling thread. <b>Cost:</b> an access to a thread local, two to bind.
 */
public final class CurrentContext {

    private static final ThreadLocal<@Nullable Context> CURRENT = new ThreadLocal<>();

    private CurrentContext() {}

    /**
     * An operation for which a context is bound.
     *
     * @param <T> the type of the result
     * @param <X> what the operation throws
     */
    @FunctionalInterface
    public interface Op<T extends @Nullable Object, X extends Throwable> {

        /**
         * Runs the operation.
         *
         * @return the result
         * @throws X if it fails
         */
        T run() throws X;
    }

    /**
     * The context that is bound on this thread.
     *
     * @return the context, or empty if none is bound
     */
    public static Optional<Context> get() {
        return Optional.ofNullable(CURRENT.get());
    }

    /**
     * Runs an operation with a context bound, and then binds again what was bound before.
     *
     * @param context the context
     * @param op the operation
     * @param <T> the type of the result
     * @param <X> what the operation throws
     * @return the result of the operation
     * @throws X if the operation throws it
     * @throws NullPointerException if {@code context} or {@code op} is null
     */
    public static <T extends @Nullable Object, X extends Throwable> T call(Context context, Op<T, X> op) throws X {
        requireNonNull(context, "context");
        requireNonNull(op, "op");
        Context before = swap(context);
        try {
            return op.run();
        } finally {
            swap(before);
        }
    }

    /**
     * Does the same as {@link #call} for an operation without a result.
     *
     * @param context the context
     * @param action the operation
     * @throws NullPointerException if {@code context} or {@code action} is null
     */
    public static void run(Context context, Runnable action) {
        requireNonNull(context, "context");
        requireNonNull(action, "action");
        CurrentContext.<@Nullable Void, RuntimeException>call(context, () -> {
            action.run();
            return null;
        });
    }

    /**
     * Binds a context until the next swap, for bridges that set and restore.
     *
     * @param context the context; null leaves none bound
     * @return what was bound before, or null
     */
    public static @Nullable Context swap(@Nullable Context context) {
        Context before = CURRENT.get();
        if (context == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(context);
        }
        return before;
    }
}
