package dev.curfew.wheel.internal;

import org.jspecify.annotations.Nullable;

/** One stripe by hand. A thread's id chooses its stripe, and nothing makes two actors choose the same. */
final class Stripe {

    static final int INDEX = 0;

    private static final Wheel NO_WHEEL = new Wheel(() -> 0, 1, thrown -> {}, null);

    private Stripe() {}

    /** Pushes a new node, as the wheel does. Returns false if the stripe is closed. */
    static boolean push(StripedStacks stacks) {
        TimerNode node = new TimerNode(NO_WHEEL, 0, null);
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
