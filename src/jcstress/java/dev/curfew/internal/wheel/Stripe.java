package dev.curfew.internal.wheel;

import org.jspecify.annotations.Nullable;

/**
 * A stripe that the test chooses. In the library the id of a thread chooses its stripe, so two actors need not share
 * one.
 */
final class Stripe {

    static final int INDEX = 0;

    private static final TimerQueue QUEUE = new TimerQueue(() -> 0, 1, thrown -> {}, null);

    private Stripe() {}

    /** Pushes a new node, as {@link TimerQueue} does. Returns false if the stripe is closed. */
    static boolean push(StripedStacks stacks) {
        TimerNode node = new TimerNode(QUEUE, 0, null);
        while (true) {
            TimerNode newest = stacks.headAcquire(INDEX);
            if (newest == StripedStacks.CLOSED) {
                return false;
            }
            node.next = newest;
            if (stacks.casHead(INDEX, newest, node)) {
                return true;
            }
        }
    }

    static int length(@Nullable TimerNode newest) {
        int length = 0;
        for (TimerNode node = newest; node != null; node = node.next) {
            length++;
        }
        return length;
    }
}
