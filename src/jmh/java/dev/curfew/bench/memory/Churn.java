package dev.curfew.bench.memory;

import java.util.SplittableRandom;

/** In which order children end. */
enum Churn {
    LIFO("LIFO", 1, false),
    FIFO("FIFO, 64 in flight", 64, false),
    RANDOM("random order, 1,000 in flight", 1_000, false),
    /** The one that stays is below each child that is popped off the top of a stack. */
    ONE_STAYS("one stays, then LIFO", 1, true);

    /** For the report. */
    final String label;

    private final int inFlight;
    private final boolean oneStays;

    Churn(String label, int inFlight, boolean oneStays) {
        this.label = label;
        this.inFlight = inFlight;
        this.oneStays = oneStays;
    }

    /** The children of one parent. */
    final class Children {

        private final Kind kind;
        private final Object parent;
        private final Object[] live = new Object[inFlight];
        private final SplittableRandom random = new SplittableRandom(20_261_122);
        /** Held here, because a parent may refer to it weakly. */
        private final Object staying;

        private int next;

        Children(Kind kind, Object parent) {
            this.kind = kind;
            this.parent = parent;
            staying = oneStays ? kind.make().apply(parent) : null;
        }

        void makeAndEnd(long times) {
            for (long i = 0; i < times; i++) {
                if (inFlight == 1) {
                    kind.end().accept(parent, kind.make().apply(parent));
                } else {
                    replace(Churn.this == RANDOM ? random.nextInt(inFlight) : next++ % inFlight);
                }
            }
        }

        private void replace(int slot) {
            end(slot);
            live[slot] = kind.make().apply(parent);
        }

        private void end(int slot) {
            if (live[slot] != null) {
                kind.end().accept(parent, live[slot]);
                live[slot] = null;
            }
        }

        /** Ends what is in flight. */
        void finish() {
            for (int slot = 0; slot < inFlight; slot++) {
                end(slot);
            }
        }

        /** The one that outlives the others, if there is one. It is alive until here. */
        Object staying() {
            return staying;
        }
    }
}
