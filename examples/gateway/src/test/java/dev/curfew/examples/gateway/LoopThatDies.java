package dev.curfew.examples.gateway;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A gateway whose event loop dies, as such loops do: of the logging of a failure that would not have mattered. */
final class LoopThatDies {

    private static Object[] rubbish = {};

    private LoopThatDies() {}

    public static void main(String[] args) throws InterruptedException {
        Logs.ofAProgram();
        Options options = Setup.LOCK_FREE.options();
        options.wheel = Options.Wheel.valueOf(args[0].toUpperCase(Locale.ROOT));
        GatewayServer gateway =
                new GatewayServer(options, new NoBackends(), Logs::error, VitalThreads.ofTheProcess("gateway"));
        if (args[1].equals("logging")) {
            Logger.getLogger("").addHandler(new ThrowingHandler());
            gateway.loops().group().next().execute(() -> {
                throw new IllegalStateException("meant to be logged");
            });
        } else {
            gateway.loops().group().next().execute(LoopThatDies::fillTheHeap);
        }
        new CountDownLatch(1).await();
    }

    /** To the last byte: no record can be logged. */
    private static void fillTheHeap() {
        for (int size = 1 << 20; size > 0; size /= 2) {
            try {
                while (true) {
                    Object[] more = new Object[size];
                    more[0] = rubbish;
                    rubbish = more;
                }
            } catch (OutOfMemoryError e) {
                // Smaller pieces may fit.
            }
        }
        throw new OutOfMemoryError("meant to be logged");
    }

    private static final class ThrowingHandler extends Handler {

        @Override
        public void publish(LogRecord record) {
            throw new Error("meant to end the event loop");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
