package dev.curfew.internal.lockfree;

/**
 * An action in a slot. Its place says nothing about the order of registration, so it carries the time of registration:
 * 40 bytes.
 *
 * <p>S5: If one registration returns before another one is called, on whatever threads, the first has the lower stamp.
 * The clock is {@link System#nanoTime()}, which all threads read without writing a word that they share. Where that
 * clock is coarse, a registration waits for its next tick.
 */
final class StampedAction extends ActionLink {

    /** Whether two successive calls may read the same time. */
    private static final boolean COARSE_CLOCK = isCoarse(1_000);

    private final long stamp = now();

    StampedAction(CancelNode context, Runnable action) {
        super(context, action);
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

    /** A time that is later than all times that calls have returned which were over before this one began (S5). */
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
    ActionLink stamped() {
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
                                    || ((StampedAction) left).stamp - ((StampedAction) right).stamp <= 0);
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
