package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

/**
 * An action in a slot, where the place says nothing about the order of registration: it carries the time instead. 40 bytes.
 *
 * <p>If one registration returns before another is called, on whatever threads, the first has the lower stamp. The clock is
 * {@link System#nanoTime()}, which all threads read without writing a word that they share.
 */
final class StampedAction extends ActionLink {

    private final long stamp;

    StampedAction(CancelNode owner, Runnable action, long stamp) {
        super(owner, action);
        this.stamp = stamp;
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
