package dev.curfew.internal;

import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.Lease;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The text of the segments of a context's path in its {@code toString}, the same in every core. */
public final class PathFormat {

    public static final String BACKGROUND = "background";
    public static final String TODO = "todo";
    public static final String WITH_CANCEL = ".withCancel";
    public static final String WITH_CANCEL_ON = ".withCancelOn";
    public static final String WITHOUT_CANCEL = ".withoutCancel";

    private static final int MAX_NAME_LENGTH = 100;

    private PathFormat() {}

    public static String withValue(Key<?> key) {
        return ".withValue(" + Printable.of(abbreviated(key.name())) + ")";
    }

    /** The deadline of a context that has one, in calendar time, with the time left. */
    public static String withDeadline(Context context) {
        return withDeadline(context.deadline().orElseThrow(), context.remainingNanos());
    }

    /** A lease, with the time left until its moment. */
    public static String withLease(Lease lease) {
        long expiresNanos = lease.expiresNanos();
        return expiresNanos == Context.NO_DEADLINE
                ? ".withLease(-)"
                : ".withLease(["
                        + seconds(expiresNanos - lease.runtime().clock().nanoTime()) + "s])";
    }

    private static String withDeadline(Instant deadline, long remainingNanos) {
        return ".withDeadline(" + utc(rounded(deadline)) + " [" + seconds(remainingNanos) + "s])";
    }

    /**
     * As {@link Instant#toString}, whose formatter takes much room on the stack to initialize: a first use at the end of
     * a stack would break it for the whole process.
     */
    private static String utc(Instant time) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        boolean isWholeMinute = utc.getSecond() == 0 && utc.getNano() == 0; // toString leaves the seconds out
        return utc + (isWholeMinute ? ":00Z" : "Z");
    }

    /** Initializes what the texts need, of the JDK too, because a first use may be at the end of a stack. */
    public static void rehearse() {
        PathBuilder<Key<?>> path = new PathBuilder<>(PathFormat::withValue);
        path.add(Key.of("key"));
        path.build(withDeadline(Instant.EPOCH, 1));
    }

    private static String abbreviated(String name) {
        if (name.length() <= MAX_NAME_LENGTH) {
            return name;
        }
        boolean splitsPair = Character.isSurrogatePair(name.charAt(MAX_NAME_LENGTH - 1), name.charAt(MAX_NAME_LENGTH));
        return name.substring(0, splitsPair ? MAX_NAME_LENGTH - 1 : MAX_NAME_LENGTH) + "…";
    }

    /** Rounds to the millisecond: smaller units are noise of the conversion between the two clocks. */
    private static Instant rounded(Instant deadline) {
        return deadline.plusNanos(500_000).truncatedTo(ChronoUnit.MILLIS);
    }

    /** Seconds with two decimals, or with six if it is less than a second. */
    private static String seconds(long nanos) {
        BigDecimal seconds = BigDecimal.valueOf(nanos, 9);
        int scale = seconds.abs().compareTo(BigDecimal.ONE) >= 0 ? 2 : 6;
        return seconds.setScale(scale, RoundingMode.DOWN).toPlainString();
    }
}
