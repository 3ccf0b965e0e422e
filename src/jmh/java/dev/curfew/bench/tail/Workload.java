package dev.curfew.bench.tail;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Contexts;
import dev.curfew.bench.libraries.Libraries;
import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * What is done below the hot parent of one alternative.
 *
 * @param measured what is measured
 * @param background what other threads do meanwhile under the same parent; each has one of its own
 */
record Workload(Work measured, Supplier<Work> background) {

    private static final long TIMEOUT_NANOS = 5_000_000_000L;
    private static final int BRANCHES = 9;
    private static final int LEAVES = 10;

    /** Called once in a JVM, so that the interface has one implementation and its calls are inlined. */
    static Workload make(Scenario scenario, String impl) {
        // In the control, the other threads work on contexts of this library.
        Alternative alternative = scenario.isControl() ? Alternative.CURFEW : Alternative.of(impl);
        Contexts<Object, Object, Object> contexts = Libraries.contexts(alternative);
        HotParent parent = new HotParent(contexts::open, alternative.forgetsEndedChildren());
        Supplier<Work> deriveCancel = () -> deriveCancel(contexts, parent.new Hands());
        Supplier<Work> armDisarm = () -> armDisarm(contexts, parent.new Hands());
        return switch (scenario) {
            case CONTROL -> new Workload(() -> {}, deriveCancel);
            case DERIVE_CANCEL -> new Workload(deriveCancel.get(), deriveCancel);
            case POLL -> new Workload(new Poll(contexts, parent), deriveCancel);
            case END_TREE -> new Workload(new EndTree(contexts, parent.new Hands()), deriveCancel);
            case ARM_DISARM -> new Workload(armDisarm.get(), armDisarm);
            case ARM_CONTROL -> new Workload(() -> {}, armDisarm);
        };
    }

    /** A child, ended at once. */
    private static Work deriveCancel(Contexts<Object, Object, Object> contexts, HotParent.Hands hands) {
        return () -> contexts.end(contexts.derive(hands.next()));
    }

    /** A child with a timeout of 5 s, ended at once. */
    private static Work armDisarm(Contexts<Object, Object, Object> contexts, HotParent.Hands hands) {
        return () -> contexts.end(contexts.deriveFor(hands.next(), TIMEOUT_NANOS));
    }

    /** Of the parent itself, whose words the others write. */
    private static final class Poll implements Work {

        private final Contexts<Object, Object, Object> contexts;
        private final HotParent parent;
        /** Without it the compiler could leave out the read. */
        private boolean seenDone;

        Poll(Contexts<Object, Object, Object> contexts, HotParent parent) {
            this.contexts = contexts;
            this.parent = parent;
        }

        @Override
        public void run() {
            seenDone |= contexts.isDone(parent.get());
        }
    }

    /** A child of the parent with 9 children that have 10 each: 100 contexts. Only their end is timed. */
    private static final class EndTree implements Work {

        private final Contexts<Object, Object, Object> contexts;
        private final HotParent.Hands hands;
        private final ArrayDeque<Object> roots = new ArrayDeque<>();

        EndTree(Contexts<Object, Object, Object> contexts, HotParent.Hands hands) {
            this.contexts = contexts;
            this.hands = hands;
        }

        @Override
        public void prepare(int count) {
            roots.clear();
            for (int i = 0; i < count; i++) {
                roots.add(makeTree());
            }
        }

        private Object makeTree() {
            Object root = contexts.derive(hands.next());
            for (int i = 0; i < BRANCHES; i++) {
                Object branch = contexts.derive(root);
                for (int j = 0; j < LEAVES; j++) {
                    contexts.derive(branch);
                }
            }
            return root;
        }

        @Override
        public void run() {
            contexts.end(roots.remove());
        }
    }
}
