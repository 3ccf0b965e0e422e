package dev.curfew.examples.gateway;

import java.util.concurrent.CountDownLatch;

/** Backends that keep whoever asks for figures waiting until they are told to let go. */
final class SlowFigures extends NoBackends {

    private final CountDownLatch asked;
    private final CountDownLatch letGo;

    SlowFigures(CountDownLatch asked, CountDownLatch letGo) {
        this.asked = asked;
        this.letGo = letGo;
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
}
