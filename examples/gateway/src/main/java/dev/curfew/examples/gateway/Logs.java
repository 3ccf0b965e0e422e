package dev.curfew.examples.gateway;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The logging of a process: the JDK's, also for both Nettys, ours and gRPC's own, which find an SLF4J that is not set
 * up.
 */
final class Logs {

    static final String NAME = "dev.curfew.examples.gateway";

    private static final System.Logger LOG = System.getLogger(NAME);
    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";
    private static final String ON_ONE_LINE = "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n";

    private Logs() {}

    static void toJdk() {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLoggerFactory.setDefaultFactory(
                io.grpc.netty.shaded.io.netty.util.internal.logging.JdkLoggerFactory.INSTANCE);
    }

    /** Of a program: one line for each record, unless its user has said how, and ready for an emergency. */
    static void ofAProgram() {
        toJdk();
        if (System.getProperty(FORMAT) == null && LogManager.getLogManager().getProperty(FORMAT) == null) {
            System.setProperty(FORMAT, ON_ONE_LINE);
        }
        formatOne();
    }

    /**
     * The first record has files read, of the time zones among them. Out of descriptors, it would fail, and all after
     * it.
     */
    private static void formatOne() {
        LogRecord record = new LogRecord(Level.WARNING, "");
        record.setLoggerName(NAME);
        record.setThrown(new Exception(""));
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            if (handler.getFormatter() != null) {
                handler.getFormatter().format(record);
            }
        }
    }

    /** What an operator should know. */
    static void warn(String what) {
        LOG.log(System.Logger.Level.WARNING, what);
    }

    /** What nobody has thought of, with its stack trace. */
    static void error(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "internal error", failure);
    }
}
