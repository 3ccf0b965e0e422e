package dev.curfew.bench.tail;

import dev.curfew.bench.Rival;
import java.util.ArrayDeque;

/** What is done below a hot parent without deadlines. */
final class HotChildren {

    private static final int BRANCHES = 9;
    private static final int LEAVES = 10;
    /** Few enough not to fill the heap. */
    private static final int TREES = 100;

    private final Rival<Object, Object, Object> rival;
    private final HotParent parent;

    HotChildren(Rival<Object, Object, Object> rival) {
        this.rival = rival;
        parent = new HotParent(rival::open, rival.forgetsEndedChildren());
    }

    /** A child, ended at once. */
    final class DeriveCancel implements Work {

        private final HotParent.Hands hands = parent.new Hands();

        @Override
        public void run() {
            rival.end(rival.derive(hands.next()));
        }
    }

    /** Of the parent itself, whose words the others write. */
    final class Poll implements Work {

        /** Else there would be nothing to read for. */
        private boolean seenDone;

        @Override
        public void run() {
            seenDone |= rival.isDone(parent.get());
        }
    }

    /** A child of the parent with 9 children that have 10 each: 100 contexts. Only their end is timed. */
    final class EndTree implements Work {

        private final HotParent.Hands hands = parent.new Hands();
        private final ArrayDeque<Object> roots = new ArrayDeque<>(TREES);

        @Override
        public int mostPrepared() {
            return TREES;
        }

        @Override
        public void prepare(int count) {
            roots.clear();
            for (int i = 0; i < count; i++) {
                roots.add(makeTree());
            }
        }

        private Object makeTree() {
            Object root = rival.derive(hands.next());
            for (int i = 0; i < BRANCHES; i++) {
                Object branch = rival.derive(root);
                for (int j = 0; j < LEAVES; j++) {
                    rival.derive(branch);
                }
            }
            return root;
        }

        @Override
        public void run() {
            rival.end(roots.remove());
        }
    }
}
