package dev.curfew.internal.lockfree;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Registration;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Model checking of the links below one context: attach, unlink, end and help, also while the stack becomes a table. It
 * checks L1, K1 to K4, C1, C3, S1, S2, S4, E3.
 *
 * <p>Each link is linearizable by itself, and no more is promised: the end of a parent reaches its children one after
 * the other (N4), so no order of whole operations explains what a thread sees of two of them. One link is observed, a
 * child or an action. The others attach and end around it, and are checked after all operations. For the same reason at
 * most one operation ends the parent, and no operation reads it.
 *
 * <p>Lincheck assumes sequential consistency. O1 and O2 are left to the race tests.
 */
class LinksLincheckTest {

    /** Made before Lincheck runs, which need not look into the making of a runtime. */
    private static final Context ROOT =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build().background();

    private static final Throwable BY_PARENT = new Throwable("by parent");
    private static final Throwable BY_ITSELF = new Throwable("by itself");

    @Test
    void childAgainstItsSiblingsAndItsParent() {
        Actors child = new Actors(ObservedChild.class);
        List<Actor> four = List.of(
                child.of("attachObserved", 0),
                child.of("attachSibling", 0),
                child.of("attachSibling", 0),
                child.of("attachSibling", 0));
        check(
                ObservedChild.class,
                ChildModel.class,
                // A link gets into its slot before or after the end walks the slots.
                scenario(
                        List.of(child.of("inflate")),
                        List.of(child.of("endParent")),
                        List.of(child.of("attachObserved", 2), child.of("fate")),
                        List.of(child.of("fate"))),
                // The newest link is popped during a push.
                scenario(
                        four,
                        List.of(child.of("endSibling", 0, 3)),
                        List.of(child.of("attachSibling", 2), child.of("attachSibling", 2)),
                        List.of(child.of("endParent"), child.of("fate"))),
                // Neighbours in the interior are unlinked at the same time.
                scenario(
                        four,
                        List.of(child.of("endSibling", 0, 1)),
                        List.of(child.of("endSibling", 0, 2)),
                        List.of(child.of("endParent"), child.of("fate"))),
                // The same, in the stack of a table.
                scenario(
                        Stream.concat(four.stream(), Stream.of(child.of("inflate")))
                                .toList(),
                        List.of(child.of("endSibling", 0, 1)),
                        List.of(child.of("endSibling", 0, 2)),
                        List.of(child.of("endParent"), child.of("fate"))),
                // One thread ends a child, and one its parent.
                scenario(
                        List.of(child.of("attachSibling", 0), child.of("attachObserved", 0)),
                        List.of(child.of("endParent"), child.of("fate")),
                        List.of(child.of("endObserved"), child.of("fate")),
                        List.of(child.of("fate"))),
                // The same, in slots.
                scenario(
                        List.of(child.of("inflate"), child.of("attachSibling", 0), child.of("attachObserved", 0)),
                        List.of(child.of("endParent"), child.of("fate")),
                        List.of(child.of("endObserved"), child.of("fate")),
                        List.of(child.of("fate"))),
                // Two threads put a link into the same slot.
                scenario(
                        List.of(child.of("inflate")),
                        List.of(child.of("attachSibling", 0), child.of("endSibling", 0, 0)),
                        List.of(child.of("attachObserved", 2), child.of("endObserved")),
                        List.of(child.of("endParent"), child.of("fate"))),
                // Two threads end the same child.
                scenario(
                        List.of(child.of("attachObserved", 0)),
                        List.of(child.of("endObserved")),
                        List.of(child.of("endObserved"), child.of("endParent")),
                        List.of(child.of("fate"))),
                // A stack becomes a table during a push.
                scenario(
                        List.of(child.of("attachSibling", 0)),
                        List.of(child.of("inflate")),
                        List.of(child.of("attachObserved", 2)),
                        List.of(child.of("endParent"), child.of("fate"))));
    }

    @Test
    void actionAgainstItsSiblingsAndItsContext() {
        Actors action = new Actors(ObservedAction.class);
        check(
                ObservedAction.class,
                ActionModel.class,
                // An action is stopped while its context ends.
                scenario(
                        List.of(action.of("attachSibling", 0), action.of("registerObserved", 0)),
                        List.of(action.of("endParent")),
                        List.of(action.of("stopObserved"), action.of("stopObserved")),
                        List.of()),
                // An action is registered while its context ends, on the stack of a table.
                scenario(
                        List.of(action.of("inflate")),
                        List.of(action.of("endParent")),
                        List.of(action.of("registerObserved", 2), action.of("stopObserved")),
                        List.of()),
                // Actions are so many that they carry stamps; one is stopped and one registered while the context ends.
                scenario(
                        Stream.concat(
                                        Stream.of(action.of("inflate")),
                                        Stream.generate(() -> action.of("registerSibling", 0))
                                                .limit(LinkStack.MAX_LINKS + 1))
                                .toList(),
                        List.of(action.of("endParent")),
                        List.of(action.of("registerObserved", 2), action.of("stopSibling", 0, LinkStack.MAX_LINKS)),
                        List.of(action.of("stopObserved"))),
                // The newest link of the stack of a table is popped during a push.
                scenario(
                        List.of(
                                action.of("registerObserved", 0),
                                action.of("attachSibling", 0),
                                action.of("attachSibling", 0),
                                action.of("inflate")),
                        List.of(action.of("endSibling", 0, 1)),
                        List.of(action.of("registerSibling", 2)),
                        List.of(action.of("endParent"), action.of("stopObserved"))));
    }

    private static void check(Class<?> links, Class<?> model, ExecutionScenario... scenarios) {
        ModelCheckingOptions options = new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(150)
                .threads(2)
                .actorsBefore(4)
                .actorsPerThread(3)
                .actorsAfter(2)
                .sequentialSpecification(model);
        for (ExecutionScenario scenario : scenarios) {
            options.addCustomScenario(scenario);
        }
        options.check(links);
    }

    /** A scenario beside the random ones: operations before, by two threads at the same time, and after. */
    static ExecutionScenario scenario(List<Actor> before, List<Actor> first, List<Actor> second, List<Actor> after) {
        return new ExecutionScenario(before, List.of(first, second), after, null);
    }

    /** The operations of a class, by name. */
    record Actors(Class<?> links) {

        Actor of(String operation, Object... arguments) {
            for (Method method : links.getMethods()) {
                if (method.getName().equals(operation)) {
                    return new Actor(method, List.of(arguments));
                }
            }
            throw new AssertionError("no operation " + operation);
        }
    }

    /** The siblings of the observed link, and what must hold at last. Arrays: Lincheck would look into collections. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "maker", gen = IntGen.class, conf = "0:2")
    @Param(name = "index", gen = IntGen.class, conf = "0:3")
    public abstract static class Siblings {

        private static final int THREADS = 4;
        private static final int MAX_PER_THREAD = 16;

        final CancelNode parent = new CancelNode((Parent) ROOT, null);
        /** Each thread has its own row, so that the records of the test add no interleavings. */
        private final CancelNode[][] children = new CancelNode[THREADS][MAX_PER_THREAD];

        private final TestAction[][] actions = new TestAction[THREADS][MAX_PER_THREAD];

        @Operation(runOnce = true)
        public boolean endParent() {
            boolean first = parent.cancel(BY_PARENT);
            checkAllChildrenAreDone();
            return first;
        }

        void checkAllChildrenAreDone() {
            if (!allChildrenAreDone()) {
                throw new AssertionError("a live child when an end has returned (C3)");
            }
        }

        @Operation
        public void attachSibling(@Param(name = "thread") int thread) {
            attach(thread);
        }

        @Operation
        public void endSibling(@Param(name = "maker") int maker, @Param(name = "index") int index) {
            CancelNode sibling = children[maker][index];
            if (sibling != null) {
                sibling.cancel();
            }
        }

        @Operation
        public void registerSibling(@Param(name = "thread") int thread) {
            register(thread);
        }

        @Operation
        public void stopSibling(@Param(name = "maker") int maker, @Param(name = "index") int index) {
            TestAction sibling = actions[maker][index];
            if (sibling != null) {
                sibling.stop();
            }
        }

        @Operation(runOnce = true)
        public void inflate() {
            parent.inflate();
        }

        final CancelNode attach(int thread) {
            boolean ended = parent.isDone();
            CancelNode child = (CancelNode) parent.withCancel();
            if (ended && !child.isDone()) {
                throw new AssertionError("born live below a parent that had ended (I8)");
            }
            children[thread][free(children[thread])] = child;
            return child;
        }

        final TestAction register(int thread) {
            TestAction action = new TestAction(this);
            action.registration = parent.onDone(action);
            action.registered = true;
            actions[thread][free(actions[thread])] = action;
            return action;
        }

        private static int free(Object[] slots) {
            int free = 0;
            while (slots[free] != null) {
                free++;
            }
            return free;
        }

        final boolean allChildrenAreDone() {
            for (CancelNode[] ofThread : children) {
                for (int i = 0; ofThread[i] != null; i++) {
                    if (!ofThread[i].isDone()) {
                        return false;
                    }
                }
            }
            return true;
        }

        /** Checks all links that were made. */
        @Validate
        public void quiet() {
            boolean ended = parent.isDone();
            if (ended && !allChildrenAreDone()) {
                throw new AssertionError("a live child below an ended parent (I7)");
            }
            for (int thread = 0; thread < THREADS; thread++) {
                for (int i = 0; children[thread][i] != null; i++) {
                    if (!children[thread][i].isDone() && !reaches(children[thread][i])) {
                        throw new AssertionError("a live child is lost (I5)");
                    }
                }
                for (int i = 0; actions[thread][i] != null; i++) {
                    actions[thread][i].check(ended);
                }
            }
        }

        private boolean reaches(Link link) {
            Object below = parent.stateAcquire();
            if (!(below instanceof SlotTable table)) {
                return reaches((Link) below, link);
            }
            Found found = new Found(link);
            table.each(found);
            return found.found || reaches(table.newestVolatile(), link);
        }

        private static boolean reaches(Link from, Link link) {
            Link at = from;
            while (at != null && at != link) {
                at = at.older();
            }
            return at == link;
        }
    }

    /** A class, because Lincheck would look into a lambda. */
    private static final class Found implements LinkVisitor {

        private final Link sought;
        private boolean found;

        Found(Link sought) {
            this.sought = sought;
        }

        @Override
        public void visit(Link link) {
            found |= link == sought;
        }
    }

    static final class TestAction implements Runnable {

        private final Siblings siblings;
        private volatile int runs;
        private volatile int stops;
        /** False for an action that comes after the end: it runs at once, in no order. */
        volatile boolean registered;

        private volatile boolean early;
        volatile Registration registration;

        TestAction(Siblings siblings) {
            this.siblings = siblings;
        }

        boolean stop() {
            boolean stopped = registration.stop();
            if (stopped) {
                stops = stops + 1;
            }
            return stopped;
        }

        @Override
        public void run() {
            runs = runs + 1;
            if (registered && !siblings.allChildrenAreDone()) {
                early = true;
            }
        }

        void check(boolean ended) {
            int fate = runs + stops;
            if (fate > 1 || (ended && fate == 0) || (!ended && runs > 0)) {
                throw new AssertionError("ran " + runs + " times, stopped " + stops + " times (I1)");
            }
            if (early) {
                throw new AssertionError("ran before all children were marked");
            }
        }
    }

    /** The observed link is a child. */
    public static class ObservedChild extends Siblings {

        private volatile CancelNode observed;
        private volatile CancelNode leaf;

        /** The child has a leaf, which an end of the child or of the parent marks, or helps to mark. */
        @Operation(runOnce = true)
        public void attachObserved(@Param(name = "thread") int thread) {
            CancelNode child = attach(thread);
            leaf = (CancelNode) child.withCancel();
            observed = child;
        }

        @Override
        final void checkAllChildrenAreDone() {
            CancelNode below = leaf;
            if (observed != null && below != null && !below.isDone()) {
                throw new AssertionError("a live leaf when an end has returned (C3)");
            }
        }

        @Operation
        public Boolean endObserved() {
            CancelNode child = observed;
            if (child == null) {
                return null;
            }
            boolean first = child.cancel(BY_ITSELF);
            checkAllChildrenAreDone();
            return first;
        }

        @Operation
        public String fate() {
            CancelNode child = observed;
            return child == null ? null : nameOf(child.cause());
        }

        private static String nameOf(Throwable cause) {
            return cause == null ? "live" : cause == BY_PARENT ? "by parent" : "by itself";
        }
    }

    /** The observed link is an action. */
    public static class ObservedAction extends Siblings {

        private volatile TestAction observed;

        @Operation(runOnce = true)
        public void registerObserved(@Param(name = "thread") int thread) {
            observed = register(thread);
        }

        @Operation
        public Boolean stopObserved() {
            TestAction action = observed;
            return action == null ? null : action.stop();
        }
    }

    /** The model: one link, and whether the parent has ended. */
    public abstract static class Model {

        private boolean ended;
        /** Null before there is a link. */
        String fate;

        public boolean endParent() {
            boolean first = !ended;
            ended = true;
            end("by parent");
            return first;
        }

        final void make() {
            fate = ended ? "by parent" : "live";
        }

        final Boolean end(String how) {
            if (fate == null) {
                return null;
            }
            boolean first = fate.equals("live");
            fate = first ? how : fate;
            return first;
        }

        public void attachSibling(int thread) {}

        public void endSibling(int maker, int index) {}

        public void registerSibling(int thread) {}

        public void stopSibling(int maker, int index) {}

        public void inflate() {}
    }

    /** The observed child of the model. */
    public static class ChildModel extends Model {

        public void attachObserved(int thread) {
            make();
        }

        public Boolean endObserved() {
            return end("by itself");
        }

        public String fate() {
            return fate;
        }
    }

    /** The observed action of the model. */
    public static class ActionModel extends Model {

        public void registerObserved(int thread) {
            make();
        }

        public Boolean stopObserved() {
            return end("stopped");
        }
    }
}
