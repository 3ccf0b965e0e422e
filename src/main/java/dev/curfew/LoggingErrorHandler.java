package dev.curfew;

import org.agrona.ErrorHandler;

/** Logs through the JDK's {@link System.Logger}, which the application routes as it likes. */
final class LoggingErrorHandler implements ErrorHandler {

    @Override
    public void onError(Throwable failure) {
        log("a callback failed", failure);
    }

    static void log(String message, Throwable failure) {
        System.getLogger("dev.curfew").log(System.Logger.Level.ERROR, message, failure);
    }
}
