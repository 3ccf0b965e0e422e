package dev.curfew.spi;

import dev.curfew.Context;
import dev.curfew.Key;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the steps of a context's path look like in its {@code toString}, the same in every core. */
public final class PathFormat {

    public static final String BACKGROUND = "background";
    public static final String TODO = "todo";
    public static final String WITH_CANCEL = ".withCancel";
    public static final String WITHOUT_CANCEL = ".withoutCancel";

    private static final int LONGEST_NAME = 100;

    private PathFormat() {}

    public static String withValue(Key<?> key) {
        return ".withValue(" + abbreviated(key.name()) + ")";
    }

    /** The deadline of a context that has one, by the calendar, with the time left. */
    public static String withDeadline(Context context) {
        return ".withDeadline(" + context.deadline().map(PathFormat::rounded).orElseThrow() + " ["
                + seconds(context.remainingNanos()) + "s])";
    }

    private static String abbreviated(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }

    /** To the millisecond: what is below is noise of the conversion between the two clocks. */
    private static Instant rounded(Instant deadline) {
        return deadline.plusNanos(500_000).truncatedTo(ChronoUnit.MILLIS);
    }

    /** Two decimals, or down to the microsecond below a second. */
    private static String seconds(long nanos) {
        BigDecimal seconds = BigDecimal.valueOf(nanos, 9);
        int scale = seconds.abs().compareTo(BigDecimal.ONE) >= 0 ? 2 : 6;
        return seconds.setScale(scale, RoundingMode.DOWN).toPlainString();
    }
}
