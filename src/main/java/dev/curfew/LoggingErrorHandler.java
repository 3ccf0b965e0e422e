package dev.curfew;

import dev.curfew.spi.RateLimit;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Logs through the JDK's {@link System.Logger}, which the application routes as it likes: {@value #MOST} failures per second,
 * and how many others there were.
 */
final class LoggingErrorHandler implements ErrorHandler {

    static final int MOST = 10;

    private final System.Logger logger = System.getLogger("dev.curfew");
    private final RateLimit limit;

    LoggingErrorHandler(NanoClock clock) {
        limit = new RateLimit(MOST, clock);
        logger.isLoggable(System.Logger.Level.ERROR); // loads what logs, while there is room on the stack
    }

    /** Where the process has no working logger, a handler that says so. */
    static ErrorHandler create() {
        try {
            return new LoggingErrorHandler(SystemNanoClock.INSTANCE);
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
            logger.log(System.Logger.Level.ERROR, "a callback failed" + RateLimit.leftOut(before), failure);
        }
    }
}
