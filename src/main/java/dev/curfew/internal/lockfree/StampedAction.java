package dev.curfew.internal.lockfree;

/**
 * An action in a slot. Its place says nothing about the order of registration, so it carries a stamp: 40 bytes.
 *
 * <p>S5: If one registration returns before another one is called, on whatever threads, the first has the lower stamp.
 * A stamp is a count of registrations, below 0, or a time, from 0 on.
 *
 * <ul>
 *   <li>Two counts are in order, because a CAS of one word gives each of them.
 *   <li>Two times are in order: the clock is {@link System#nanoTime()}, which all threads read without writing a word
 *       that they share. Where that clock is coarse, a registration waits for its next tick.
 *   <li>A count is lower than a time. The other order does not occur: a registration reads the clock only once the word
 *       of the count is {@code CLOCK}, and no CAS changes it from then on.
 * </ul>
 */
final class StampedAction extends ActionLink {

    /** Whether two successive calls may read the same time. */
    private static final boolean COARSE_CLOCK = isCoarse(1_000);

    /** Times count from here on, so that they are not negative. */
    private static final long ORIGIN = System.nanoTime();

    private final long stamp;

    StampedAction(CancelNode context, Runnable action, long stamp) {
        super(context, action);
        this.stamp = stamp;
    }

    static long counted(int count) {
        return Long.MIN_VALUE + count;
    }

    /** A time that is later than all times that calls have returned which were over before this one began (S5). */
    static long time() {
        return now() - ORIGIN;
    }

    private static boolean isCoarse(int readings) {
        long before = System.nanoTime();
        for (int i = 0; i < readings; i++) {
            long now = System.nanoTime();
            if (now == before) {
                return true;
            }
            before = now;
        }
        return false;
    }

    private static long now() {
        long first = System.nanoTime();
        long now = first;
        while (COARSE_CLOCK && now == first) {
            Thread.onSpinWait();
            now = System.nanoTime();
        }
        return now;
    }

    @Override
    ActionLink stamped(SlotTable table) {
        return this;
    }

    /**
     * Sorts a worklist of such actions by their stamps, and returns its first link. A bottom-up merge sort: it
     * allocates nothing and calls nothing, so a stack overflow leaves the list whole (E5).
     */
    @SuppressWarnings("NullAway") // Behind each link of a worklist there is another one, or END.
    static Link sorted(Link first) {
        Link head = first;
        for (int width = 1; ; width *= 2) {
            Link rest = head;
            Link last = null;
            int runs = 0;
            while (rest != Propagation.END) {
                runs++;
                Link left = rest;
                Link right = rest;
                int ofLeft = 0;
                while (ofLeft < width && right != Propagation.END) {
                    ofLeft++;
                    right = right.work;
                }
                int ofRight = width;
                while (ofLeft > 0 || (ofRight > 0 && right != Propagation.END)) {
                    boolean takesLeft = ofLeft > 0
                            && (ofRight == 0
                                    || right == Propagation.END
                                    || ((StampedAction) left).stamp <= ((StampedAction) right).stamp);
                    Link next = takesLeft ? left : right;
                    if (takesLeft) {
                        left = left.work;
                        ofLeft--;
                    } else {
                        right = right.work;
                        ofRight--;
                    }
                    if (last == null) {
                        head = next;
                    } else {
                        last.work = next;
                    }
                    last = next;
                }
                rest = right;
            }
            last.work = Propagation.END;
            if (runs <= 1) {
                return head;
            }
        }
    }
}
