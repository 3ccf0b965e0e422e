package dev.curfew.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Netty's own leak detection, made to fail the test class that it extends. */
final class Leaks implements AfterAllCallback {

    /** Held, because the logging of the JDK does not hold it. */
    private static final Logger DETECTOR = Logger.getLogger(ResourceLeakDetector.class.getName());

    private static final List<String> FOUND = new CopyOnWriteArrayList<>();

    private static final AtomicInteger LOST = new AtomicInteger();

    static {
        Logs.toJdk();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        DETECTOR.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                    FOUND.add(record.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    /** Has to be called before the first buffer is made. */
    static void watch() {}

    /**
     * A buffer that is collected without having been released is reported when the next one is made. One is lost on purpose:
     * once that is reported, so is what was lost before.
     */
    @Override
    public void afterAll(ExtensionContext context) {
        String lost = "lost on purpose, " + LOST.incrementAndGet() + '.';
        lose(lost);
        Await.until("the detector reports a leak", () -> {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
            return FOUND.removeIf(report -> report.contains(lost));
        });
        assertEquals(List.of(), FOUND);
    }

    private static void lose(String hint) {
        PooledByteBufAllocator.DEFAULT.directBuffer(16).touch(hint);
    }
}
