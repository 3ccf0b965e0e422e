package dev.curfew.internal;

import java.math.BigInteger;
import java.time.Duration;

/** Checks the length of a tick, and reads the system property {@code curfew.tick}. */
public final class TickOption {

    private static final String PROPERTY = "curfew.tick";
    private static final String ALLOWED = ", allowed are 1 to 2^62 ns";
    /** About as late as a parked thread wakes: a smaller one would hardly be noticed. */
    private static final long DEFAULT_NANOS = 1 << 16;

    private TickOption() {}

    /**
     * The tick of a wheel.
     *
     * @param name of the parameter, for the message
     * @throws IllegalArgumentException if the tick is not positive, or longer than {@link Deadlines#MAX_NANOS}
     */
    public static long checked(long tickNanos, String name) {
        return checked(BigInteger.valueOf(tickNanos), name);
    }

    /** The same for a duration. */
    public static long checked(Duration tick, String name) {
        BigInteger nanos = BigInteger.valueOf(tick.getSeconds())
                .multiply(BigInteger.valueOf(Duration.ofSeconds(1).toNanos()))
                .add(BigInteger.valueOf(tick.getNano()));
        return checked(nanos, name);
    }

    private static long checked(BigInteger nanos, String name) {
        if (nanos.signum() <= 0 || nanos.compareTo(BigInteger.valueOf(Deadlines.MAX_NANOS)) > 0) {
            throw new IllegalArgumentException(name + " is " + nanos + " ns" + ALLOWED);
        }
        return nanos.longValueExact();
    }

    /** The tick that the system property names, else the default. Read whenever a runtime is made. */
    public static long fromProperty() {
        String value = System.getProperty(PROPERTY);
        if (value == null) {
            return DEFAULT_NANOS;
        }
        try {
            long nanos = Long.parseLong(value);
            if (nanos > 0 && nanos <= Deadlines.MAX_NANOS) {
                return nanos;
            }
        } catch (NumberFormatException notANumber) {
            // The same message as for a number out of range.
        }
        throw new IllegalArgumentException(
                "system property " + PROPERTY + " is \"" + Printable.of(value) + "\"" + ALLOWED);
    }
}
