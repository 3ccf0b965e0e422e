package dev.curfew.examples.gateway;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.Agent;

/** Keep the agent thread from its work until they are told to let go. */
final class StallingBackends extends NoBackends {

    private final CountDownLatch stalled;
    private final CountDownLatch letGo;

    StallingBackends(CountDownLatch stalled, CountDownLatch letGo) {
        this.stalled = stalled;
        this.letGo = letGo;
    }

    @Override
    public List<Agent> agents() {
        return List.of(new Agent() {
            @Override
            public int doWork() throws InterruptedException {
                stalled.countDown();
                letGo.await();
                return 0;
            }

            @Override
            public String roleName() {
                return "stall";
            }
        });
    }
}
