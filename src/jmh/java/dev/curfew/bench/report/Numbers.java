package dev.curfew.bench.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as every table shows them, so that the terminal, the page and README agree to the digit. */
final class Numbers {

    private static final String NONE = "–";

    private Numbers() {}

    static String number(double value) {
        if (Double.isNaN(value)) {
            return NONE;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 1_000 ? "%.1f" : "%,.0f", value);
    }

    static String bytes(double value) {
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
