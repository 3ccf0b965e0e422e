package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

/**
 * An action in a slot, where the place says nothing about the order of registration: it carries the time instead. 40 bytes.
 *
 * <p>If one registration returns before another is called, on whatever threads, the first has the lower stamp. The clock is
 * {@link System#nanoTime()}, which all threads read without writing a word that they share. Where that clock is coarse, a
 * registration waits for its next tick.
 */
final class StampedAction extends ActionLink {

    /** Whether two calls one after the other may read the same time. */
    private static final boolean COARSE_CLOCK = isCoarse(1_000);

    private final long stamp = now();

    StampedAction(CancelNode owner, Runnable action) {
        super(owner, action);
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

    /** Later than whatever a call has returned that was over before this one began. */
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

    /** The first of a worklist of such actions, in the order of their stamps. Merges, so it allocates nothing. */
    static Link sorted(Link first) {
        Link second = splitInHalves(first);
        if (second == Ending.END) {
            return first;
        }
        return merged(sorted(first), sorted(second));
    }

    /** Ends the list in its middle, and returns what was behind. */
    private static Link splitInHalves(Link first) {
        Link middle = first;
        Link fast = following(first);
        while (fast != Ending.END && following(fast) != Ending.END) {
            middle = following(middle);
            fast = following(following(fast));
        }
        Link second = following(middle);
        middle.work = Ending.END;
        return second;
    }

    private static Link merged(Link one, Link other) {
        Link first = null;
        Link last = null;
        Link left = one;
        Link right = other;
        while (left != Ending.END || right != Ending.END) {
            Link next;
            if (right == Ending.END || (left != Ending.END && isBefore(left, right))) {
                next = left;
                left = following(left);
            } else {
                next = right;
                right = following(right);
            }
            if (last == null) {
                first = next;
            } else {
                last.work = next;
            }
            last = next;
        }
        requireNonNull(last).work = Ending.END;
        return requireNonNull(first);
    }

    private static boolean isBefore(Link left, Link right) {
        return ((StampedAction) left).stamp - ((StampedAction) right).stamp <= 0;
    }

    private static Link following(Link link) {
        return requireNonNull(link.work);
    }
}
