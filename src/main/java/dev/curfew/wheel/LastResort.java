package dev.curfew.wheel;

import org.agrona.ErrorHandler;

/** Throws nothing, so that no failure keeps others from being fired: what the handler throws is printed. */
record LastResort(ErrorHandler handler) implements ErrorHandler {

    @Override
    @SuppressWarnings("CatchAndPrintStackTrace") // The last resort.
    public void onError(Throwable failure) {
        try {
            handler.onError(failure);
        } catch (Throwable e) {
            try {
                System.err.println("curfew: the error handler of a timing wheel failed");
                e.printStackTrace();
            } catch (Throwable ignored) {
                // Nobody is left to tell.
            }
        }
    }
}
