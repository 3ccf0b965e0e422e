package dev.curfew.examples.gateway.load;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What clients do, at a fixed rate, decided beforehand: the same seed gives the same operations at the same times to
 * whatever gateway. What ends an operation, as a cancellation does, comes in addition, at its own time.
 */
final class Schedule {

    private static final long SECOND = 1_000_000_000;
    private static final long MILLISECOND = 1_000_000;
    /** For orders: only those that are never acknowledged take so long. */
    private static final int AMPLE_MILLIS = 1_000;

    private final long perSecond;
    private final long count;
    private final SplittableRandom random;
    private final PriorityQueue<Operation> ends = new PriorityQueue<>(Comparator.comparingLong(Operation::dueNanos));
    private long drawn;
    private long numbers;

    Schedule(long perSecond, long seconds, long seed) {
        this.perSecond = perSecond;
        this.count = perSecond * seconds;
        this.random = new SplittableRandom(seed);
    }

    /** In the order in which they are due; null after the last. */
    @Nullable
    Operation next() {
        Operation end = ends.peek();
        if (drawn == count || end != null && end.dueNanos() <= nextDueNanos()) {
            return ends.poll();
        }
        return draw();
    }

    /** From the first beginning to when one more would be due. */
    long nanos() {
        return count * SECOND / perSecond;
    }

    private long nextDueNanos() {
        return drawn * SECOND / perSecond;
    }

    private Operation draw() {
        Kind kind = Kind.draw(random);
        Operation drawn = switch (kind) {
            case ORDER -> operation(kind, AMPLE_MILLIS);
            case ORDER_IN_A_HURRY -> operation(kind, millis(20, 100));
            case ORDER_TO_CANCEL -> endedOperation(kind, AMPLE_MILLIS, millis(1, 8), Kind.CANCEL);
            case VANISHING_ORDERS -> endedOperation(kind, AMPLE_MILLIS, millis(1, 50), Kind.HANG_UP);
            case VANISHING_SEARCH -> endedOperation(kind, 60, millis(1, 10), Kind.HANG_UP);
            default -> operation(kind, millis(5, 60));
        };
        this.drawn++;
        return drawn;
    }

    private int millis(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    private Operation operation(Kind kind, int timeoutMillis) {
        long due = nextDueNanos();
        return new Operation(kind, numbers++, due, timeoutMillis, due);
    }

    private Operation endedOperation(Kind kind, int timeoutMillis, int afterMillis, Kind end) {
        long due = nextDueNanos();
        Operation ended = new Operation(kind, numbers++, due, timeoutMillis, due + afterMillis * MILLISECOND);
        ends.add(ended.end(end, numbers++));
        return ended;
    }
}
