package dev.curfew.mutex;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.Registration;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/** Asks foreign code about its end: whatever it throws is reported, and nobody else notices. */
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

    /** How a foreign context ended that has said that it did: {@code CANCELED} if it does not say how. */
    static Verdict verdict(Context ended, ErrorHandler errorHandler) {
        try {
            ContextException err = ended.err();
            if (err != null) {
                Throwable cause = ended.cause();
                return new Verdict(err, cause != null ? cause : err);
            }
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            errorHandler.onError(e);
        }
        return Verdict.canceled(null);
    }

    /** Null if there is nothing to stop. Throws errors of the virtual machine only. */
    static @Nullable Registration register(Done done, Runnable action, ErrorHandler errorHandler) {
        try {
            return requireNonNull(done.onDone(action), "a foreign Done's registration");
        } catch (VirtualMachineError e) {
            throw e; // then nothing was derived
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
