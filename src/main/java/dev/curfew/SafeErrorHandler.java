package dev.curfew;

import org.agrona.ErrorHandler;

/** Passes failures on and throws nothing itself, so that no failure keeps others from being told of the end. */
record SafeErrorHandler(ErrorHandler handler) implements ErrorHandler {

    @Override
    public void onError(Throwable failure) {
        try {
            handler.onError(failure);
        } catch (Throwable e) {
            try {
                LoggingErrorHandler.log("the error handler failed", e);
            } catch (Throwable ignored) {
                // Nobody is left to tell.
            }
        }
    }
}
