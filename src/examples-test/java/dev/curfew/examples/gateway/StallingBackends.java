package dev.curfew.examples.gateway;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.Agent;

/** Keep the agent thread from its work until they are told to let go. */
record StallingBackends(CountDownLatch stalled, CountDownLatch letGo) implements Backends {

    @Override
    public List<Source> sources() {
        return List.of();
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

    @Override
    public Work work() {
        return Work.NONE;
    }

    @Override
    public void resetWork() {}

    @Override
    public void close() {}
}
