package dev.curfew.examples.gateway.load;

import java.util.List;
import java.util.Locale;

/**
 * What the demo was asked for.
 *
 * @param rate operations that begin in a second
 * @param seconds of measured load in a round
 * @param tick of the gateway's timing wheel in nanoseconds, as the system property {@value #TICK} has it
 */
record Settings(Backends backends, Wheel wheel, int rate, int seconds, boolean quick, String tick) {

    static final String TICK = "curfew.tick";
    /** The library's own, about a millisecond, is coarse for deadlines of five. */
    static final String DEFAULT_TICK = "65536";

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
        return quick ? 3 : 12;
    }

    /** Of each core. */
    int rounds() {
        return quick ? 1 : 2;
    }

    /** The core of each round: there and back, so that what drifts with time hits both cores alike. */
    List<String> turns() {
        return quick ? CORES : List.of(LOCK_FREE, MUTEX, MUTEX, LOCK_FREE);
    }

    /** The same in each round. With less, compiler threads take the processors from what is measured. */
    Schedule warmup() {
        return new Schedule(rate, quick ? 2 : 6, WARMUP_SEED);
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
        return wheel == Wheel.OWN ? "its wheel's thread" : "the event loop";
    }

    /** To do the same again. */
    String command() {
        return "make demo BACKENDS=" + lowerCase(backends) + " WHEEL=" + lowerCase(wheel) + " RATE=" + rate
                + " SECONDS=" + seconds + (quick ? " QUICK=1" : "") + " JVM_ARGS=-D" + TICK + "=" + tick;
    }

    static String lowerCase(Enum<?> option) {
        return option.name().toLowerCase(Locale.ROOT);
    }
}
