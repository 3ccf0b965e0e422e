package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.Background;
import dev.curfew.wheel.Timeout;
import dev.curfew.wheel.TimingWheel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;

/** The examples in the library's Javadoc that no other document shows. */
class JavadocTest {

    private static final class Order {

        private final AtomicInteger rejections = new AtomicInteger();
        private final CountDownLatch rejected = new CountDownLatch(1);

        void reject() {
            rejections.incrementAndGet();
            rejected.countDown();
        }
    }

    @Test
    void aTimingWheelAloneRunsItsTaskOnce() {
        Order order = new Order();
        IdleStrategy idle = YieldingIdleStrategy.INSTANCE;
        // snippet: wheel
        TimingWheel wheel = new TimingWheel(SystemNanoClock.INSTANCE, 1 << 16, Throwable::printStackTrace);
        Timeout timeout = wheel.schedule(System.nanoTime() + 50_000_000, order::reject);
        AgentRunner runner = new AgentRunner(idle, Throwable::printStackTrace, null, wheel);
        AgentRunner.startOnThread(runner);
        // end
        Background.await(order.rejected);
        runner.close();
        assertTrue(timeout.isExpired());
        assertEquals(1, order.rejections.get());
    }
}
