package dev.curfew;

import dev.curfew.spi.Deadlines;

/** The system property {@code curfew.tick}, read whenever a runtime is made. */
final class TickProperty {

    private static final String NAME = "curfew.tick";
    /** About as late as a parked thread wakes: a smaller one would hardly be noticed. */
    private static final long DEFAULT_NANOS = 1 << 16;

    private TickProperty() {}

    static long nanos() {
        String value = System.getProperty(NAME);
        if (value == null) {
            return DEFAULT_NANOS;
        }
        try {
            long nanos = Long.parseLong(value);
            if (nanos > 0 && nanos <= Deadlines.FURTHEST) {
                return nanos;
            }
        } catch (NumberFormatException notANumber) {
            // As bad as one out of range.
        }
        throw new IllegalArgumentException(
                "system property " + NAME + " is \"" + value + "\", allowed are 1 to 2^62 nanoseconds");
    }
}
