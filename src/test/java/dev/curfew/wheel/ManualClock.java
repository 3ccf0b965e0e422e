package dev.curfew.wheel;

import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.NanoClock;

/** A clock that is set by hand, and counts how often it is read. Any thread. */
public final class ManualClock implements NanoClock {

    private final AtomicLong now;
    private final AtomicLong readings = new AtomicLong();

    public ManualClock(long now) {
        this.now = new AtomicLong(now);
    }

    @Override
    public long nanoTime() {
        readings.incrementAndGet();
        return now.get();
    }

    public void advance(long nanos) {
        now.addAndGet(nanos);
    }

    public void set(long nanos) {
        now.set(nanos);
    }

    public long readings() {
        return readings.get();
    }
}
