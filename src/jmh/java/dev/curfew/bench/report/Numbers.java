package dev.curfew.bench.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as every table shows them, so that the terminal, the page and README agree to the digit. */
public final class Numbers {

    /** What a cell shows that has no number. */
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

    /** Whole ones. */
    public static String bytes(double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%,.0f", value);
    }

    /** The mean and its error, as in {@code 44.6 ± 7.10}. */
    static String measured(Score score) {
        return number(score.nanos()) + (Double.isNaN(score.error()) ? "" : " ± " + number(score.error()));
    }

    /** All of a result in a cell; the bytes if there are any. */
    static String cell(@Nullable Score score) {
        return score == null
                ? NONE
                : measured(score) + (score.bytes() >= 0.5 ? ", " + bytes(score.bytes()) + " B" : "");
    }
}
