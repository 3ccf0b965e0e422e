package dev.curfew.bench.data;

import java.util.Locale;

/** Numbers as every table shows them, so that the terminal and README agree to the digit. */
public final class Numbers {

    /** What a cell without a number shows. */
    public static final String NONE = "–";

    private Numbers() {}

    /** Two digits behind the point below ten, one below a thousand, else none. */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return NONE;
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size < 10 ? "%.2f" : size < 1_000 ? "%.1f" : "%,.0f", value);
    }

    /** A whole number of bytes. */
    public static String bytes(double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%,.0f", value);
    }

    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    public static String micros(long nanos) {
        return String.format(Locale.ROOT, "%,.1f", nanos / 1_000.0);
    }
}
