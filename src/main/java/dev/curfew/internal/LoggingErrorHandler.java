package dev.curfew.internal;

import org.agrona.ErrorHandler;

/**
 * Logs through the JDK's {@link System.Logger}, which the application routes as it likes: {@value #LOGGED_PER_SECOND}
 * failures per second, and how many others there were.
 */
public final class LoggingErrorHandler implements ErrorHandler {

    static final int LOGGED_PER_SECOND = 10;

    private final System.Logger logger = System.getLogger("dev.curfew");
    private final RateLimit limit = new RateLimit(LOGGED_PER_SECOND, System::nanoTime);

    private LoggingErrorHandler() {
        logger.isLoggable(System.Logger.Level.ERROR); // loads what logs, while there is room on the stack
    }

    /** Where the process has no working logger, a handler that says so. */
    public static ErrorHandler create() {
        try {
            return new LoggingErrorHandler();
        } catch (Throwable e) {
            return failure -> {
                throw new IllegalStateException("the logger of this process does not work", e);
            };
        }
    }

    @Override
    public void onError(Throwable failure) {
        int before = limit.admit();
        if (before >= 0) {
            logger.log(
                    System.Logger.Level.ERROR, "a failure that reached no caller" + RateLimit.leftOut(before), failure);
        }
    }
}
