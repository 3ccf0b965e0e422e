package dev.curfew.examples.gateway;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.Agent;

/** Backends that keep whoever asks for figures waiting until they are told to let go. */
record SlowFigures(CountDownLatch asked, CountDownLatch letGo) implements Backends {

    @Override
    public List<Source> sources() {
        return List.of();
    }

    @Override
    public List<Agent> agents() {
        return List.of();
    }

    @Override
    public Work work() {
        asked.countDown();
        try {
            letGo.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Work.NONE;
    }

    @Override
    public void resetWork() {}

    @Override
    public void close() {}
}
