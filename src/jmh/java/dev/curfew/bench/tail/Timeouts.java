package dev.curfew.bench.tail;

import dev.curfew.bench.TimeoutRival;

/** What is done below a hot parent with deadlines. */
final class Timeouts {

    private static final long TIMEOUT_NANOS = 5_000_000_000L;

    private final TimeoutRival<Object, Object, Object> rival;
    private final HotParent parent;

    Timeouts(TimeoutRival<Object, Object, Object> rival) {
        this.rival = rival;
        parent = new HotParent(rival::open, rival.forgetsEndedChildren());
    }

    /** A child with a timeout of 5 s, ended at once. */
    final class ArmDisarm implements Work {

        private final HotParent.Hands hands = parent.new Hands();

        @Override
        public void run() {
            rival.end(rival.derive(hands.next(), TIMEOUT_NANOS));
        }
    }
}
