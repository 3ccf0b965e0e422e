package dev.curfew.internal.mutex;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.Registration;
import dev.curfew.internal.Answer;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/** Asks foreign code about its end. What that code throws is reported, and goes no further. */
final class ForeignEnd {

    private ForeignEnd() {}

    static boolean isDone(Done done, ErrorHandler errorHandler) {
        try {
            return done.isDone();
        } catch (Throwable e) {
            errorHandler.onError(e);
            return false;
        }
    }

    /** How a foreign context ended whose {@code Done} has fired: {@code CANCELED} if it does not say how. */
    static Verdict verdict(Context ended, ErrorHandler errorHandler) {
        try {
            ContextException err = ended.err();
            return Verdict.of(err, err == null ? null : ended.cause());
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            errorHandler.onError(e);
        }
        return Verdict.canceled(null);
    }

    /** Returns null if there is nothing to stop. Throws errors of the virtual machine only. */
    static @Nullable Registration register(Done done, Runnable action, ErrorHandler errorHandler) {
        try {
            return Answer.registration(done, action);
        } catch (VirtualMachineError e) {
            throw e; // Then nothing was derived.
        } catch (Throwable e) {
            errorHandler.onError(e);
            return null;
        }
    }

    static void stop(Registration registration, ErrorHandler errorHandler) {
        try {
            registration.stop();
        } catch (Throwable e) {
            errorHandler.onError(e);
        }
    }
}
