package dev.curfew.concurrent;

import dev.curfew.Context;
import dev.curfew.ContextException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** Which failures of a task are a consequence of the end of its group. */
final class Consequence {

    private static final int MAX_CAUSES = 100;

    private Consequence() {}

    /**
     * Whether a task failed because a context has ended: the failure is, or was caused by, an interrupt that the end has
     * sent, the exception of the context, or the cause of that.
     */
    static boolean isOfEnd(Context context, boolean hasInterrupted, Throwable failure) {
        if (!context.isDone() || failure instanceof Error) {
            return false;
        }
        Throwable link = failure;
        for (int i = 0; link != null && i < MAX_CAUSES; i++) {
            if ((hasInterrupted && isOfInterrupt(link)) || isOf(context, link)) {
                return true;
            }
            link = link.getCause();
        }
        return false;
    }

    private static boolean isOfInterrupt(Throwable failure) {
        return failure instanceof InterruptedException
                || failure instanceof ClosedByInterruptException
                || (failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException));
    }

    private static boolean isOf(Context context, Throwable failure) {
        ContextException err = context.err();
        @Nullable Throwable cause = context.cause();
        if (err == null || failure == cause) {
            return err != null;
        }
        return failure.getClass() == err.getClass() && failure.getCause() == (cause == err ? null : cause);
    }
}
