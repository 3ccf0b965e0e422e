package dev.curfew.examples.gateway.load;

import java.util.List;
import java.util.Locale;

/**
 * What the demo was asked for.
 *
 * @param rate operations that begin in a second
 * @param seconds of measured load in a round
 */
record Settings(Backends backends, Wheel wheel, int rate, int seconds, boolean quick) {

    enum Backends {
        LOCAL,
        GRPC
    }

    enum Wheel {
        OWN,
        LOOP
    }

    static final String LOCK_FREE = "lock-free";
    static final String MUTEX = "mutex";
    static final List<String> CORES = List.of(LOCK_FREE, MUTEX);

    private static final long LOAD_SEED = 5;
    private static final long WARMUP_SEED = 55;

    /** Such as two cores hold, with the load on the same machine. */
    static int defaultRate(Backends backends) {
        return backends == Backends.LOCAL ? 2_000 : 500;
    }

    static int defaultSeconds(boolean quick) {
        return quick ? 4 : 12;
    }

    /** Of each core. Two are by turns, so that a drift of the machine's speed hits both cores. */
    int rounds() {
        return quick ? 1 : 2;
    }

    /**
     * With less, the compiler's threads take the cores away from what is measured. Longer at first, when this JVM is as
     * cold as the gateway's.
     */
    Schedule warmup(boolean first) {
        int seconds = quick ? 2 : 7;
        return new Schedule(rate, first ? seconds + seconds / 2 : seconds, WARMUP_SEED);
    }

    /** The same in each round. */
    Schedule load() {
        return new Schedule(rate, seconds, LOAD_SEED);
    }

    /** Only the lock-free core lets an event loop drive its deadlines. */
    Wheel wheelOf(String core) {
        return core.equals(MUTEX) ? Wheel.OWN : wheel;
    }

    /** Who sees to the deadlines, in words. */
    String timersOf(String core) {
        if (core.equals(MUTEX)) {
            return "its executor";
        }
        return wheel == Wheel.OWN ? "the wheel's thread" : "the event loop";
    }

    /** To do the same again. */
    String command() {
        return "make demo BACKENDS=" + lowerCase(backends) + " WHEEL=" + lowerCase(wheel) + " RATE=" + rate
                + " SECONDS=" + seconds + (quick ? " QUICK=1" : "");
    }

    static String lowerCase(Enum<?> option) {
        return option.name().toLowerCase(Locale.ROOT);
    }
}
