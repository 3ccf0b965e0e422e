package dev.curfew.internal;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Registration;
import java.util.concurrent.Executor;

/** What calls, futures and requests that listen to a context do when it ends. */
public final class Ends {

    private Ends() {}

    /** Throws what {@link Context#throwIfDue()} throws, with the failure suppressed. No end explains an error. */
    public static void throwIfDue(Context context, Throwable failure) {
        if (failure instanceof Error) {
            return;
        }
        try {
            context.throwIfDue();
        } catch (ContextException e) {
            throw with(e, failure);
        }
    }

    /** The exception of an end, with what the call threw suppressed in it. */
    public static <X extends Throwable> X with(X end, Throwable failure) {
        if (end != failure) {
            end.addSuppressed(failure);
        }
        return end;
    }

    /**
     * A new exception as {@link Context#throwIfDone()} throws it, for a context that has notified its end. What a foreign
     * context throws instead is returned too. If it does not know of its end yet, the exception says that it was
     * cancelled, as a context derived from it would.
     */
    public static RuntimeException exceptionOf(Context context) {
        try {
            context.throwIfDone();
            CancelContext cancelled = ended(context.runtime());
            cancelled.throwIfDone();
            throw new AssertionError("live after its end: " + cancelled);
        } catch (RuntimeException e) {
            return e;
        }
    }

    /**
     * Passes a task to an executor. If that rejects it, runs it here, and reports the rejection. The task must bear
     * being run twice.
     */
    public static void handOver(Runnable task, Executor executor, ContextRuntime runtime) {
        try {
            new InlineIfRejected(executor).execute(task);
        } catch (Throwable e) {
            report(e, runtime);
        }
    }

    /** Reports a failure to the error handler of a runtime: an action on a context that has ended throws it. */
    public static void report(Throwable failure, ContextRuntime runtime) {
        Registration thrown = ended(runtime).onDone(() -> Ends.<RuntimeException>throwAny(failure));
        thrown.stop();
    }

    /**
     * Stops a registration of a context. What a foreign one throws is reported, because it does not change the outcome of
     * the call.
     */
    public static void stop(Registration registration, Context context) {
        try {
            registration.stop();
        } catch (StackOverflowError e) {
            throw e; // It may be the end of the caller's stack.
        } catch (Throwable e) {
            report(e, context.runtime());
        }
    }

    private static CancelContext ended(ContextRuntime runtime) {
        CancelContext ended = runtime.background().withCancel();
        ended.cancel();
        return ended;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The compiler takes it for an unchecked one.
    private static <X extends Throwable> void throwAny(Throwable failure) throws X {
        throw (X) failure;
    }
}
