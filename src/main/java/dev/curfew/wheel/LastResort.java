package dev.curfew.wheel;

import org.agrona.ErrorHandler;

/**
 * Throws nothing, so that no failure keeps others from being fired: what the handler throws is logged. The API has its own, as
 * neither may depend on the other.
 */
record LastResort(ErrorHandler handler) implements ErrorHandler {

    @Override
    public void onError(Throwable failure) {
        try {
            handler.onError(failure);
        } catch (Throwable e) {
            try {
                System.getLogger("dev.curfew").log(System.Logger.Level.ERROR, "the error handler failed", e);
            } catch (Throwable ignored) {
                // Nobody is left to tell.
            }
        }
    }
}
