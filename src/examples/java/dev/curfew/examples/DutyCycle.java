package dev.curfew.examples;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.YieldingIdleStrategy;

/** One spinning thread for the matching of orders and for their deadlines, as Agrona's agents. */
public final class DutyCycle {

    private DutyCycle() {}

    /** What the thread does besides: it polls a context with a clock reading of its own, and sees expiry in time. */
    private record Matching(Context order, CountDownLatch rejected) implements Agent {

        @Override
        public int doWork() {
            if (rejected.getCount() > 0 && order.expireIfDue(System.nanoTime())) {
                rejected.countDown();
                return 1;
            }
            return 0;
        }

        @Override
        public String roleName() {
            return "matching";
        }
    }

    /** Rejects an order when its time is up. */
    public static void main(String[] args) throws InterruptedException {
        ContextRuntime runtime = ContextRuntime.builder().callerDriven().build();
        Context order = runtime.background().withTimeout(Duration.ofMillis(5));
        CountDownLatch rejected = new CountDownLatch(1);
        Agent both = new CompositeAgent(new Matching(order, rejected), runtime.agent());
        try (AgentRunner runner =
                new AgentRunner(YieldingIdleStrategy.INSTANCE, Throwable::printStackTrace, null, both)) {
            AgentRunner.startOnThread(runner);
            rejected.await();
            System.out.println("rejected: " + order.err());
        } // which closes the runtime as well
    }
}
