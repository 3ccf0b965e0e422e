package dev.curfew.lockfree;

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
 * Model checking of the links below one context: attach, unlink, end, help, also while the stack becomes a table.
 *
 * <p>Linearizability is held one link at a time, and that is all that is promised: by N4 the end of a parent reaches its
 * children one after the other, so no order of whole operations explains what a thread sees of two of them. One link is
 * observed, a child or an action; the others attach and end around it and are held to account when all is quiet. For the
 * same reason the parent is ended by one operation at the most, and not asked.
 *
 * <p>Lincheck assumes sequential consistency: O1 and O2 are the race tests' business.
 */
class LinksLincheckTest {

    /** Made before Lincheck looks: what a runtime is made of is not its business. */
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
                // A link that is put into its slot before the end walks the slots, and one that comes after.
                scenario(
                        List.of(child.of("inflate")),
                        List.of(child.of("endParent")),
                        List.of(child.of("attachObserved", 2), child.of("fate")),
                        List.of(child.of("fate"))),
                // The newest is popped under a push.
                scenario(
                        four,
                        List.of(child.of("endSibling", 0, 3)),
                        List.of(child.of("attachSibling", 2), child.of("attachSibling", 2)),
                        List.of(child.of("endParent"), child.of("fate"))),
                // Neighbours in the interior are unlinked at once.
                scenario(
                        four,
                        List.of(child.of("endSibling", 0, 1)),
                        List.of(child.of("endSibling", 0, 2)),
                        List.of(child.of("endParent"), child.of("fate"))),
                // The same in a stack that a table has.
                scenario(
                        Stream.concat(four.stream(), Stream.of(child.of("inflate")))
                                .toList(),
                        List.of(child.of("endSibling", 0, 1)),
                        List.of(child.of("endSibling", 0, 2)),
                        List.of(child.of("endParent"), child.of("fate"))),
                // One ends a child, and one its parent.
                scenario(
                        List.of(child.of("attachSibling", 0), child.of("attachObserved", 0)),
                        List.of(child.of("endParent"), child.of("fate")),
                        List.of(child.of("endObserved"), child.of("fate")),
                        List.of(child.of("fate"))),
                // The same in slots.
                scenario(
                        List.of(child.of("inflate"), child.of("attachSibling", 0), child.of("attachObserved", 0)),
                        List.of(child.of("endParent"), child.of("fate")),
                        List.of(child.of("endObserved"), child.of("fate")),
                        List.of(child.of("fate"))),
                // Two put a link into the same slot.
                scenario(
                        List.of(child.of("inflate")),
                        List.of(child.of("attachSibling", 0), child.of("endSibling", 0, 0)),
                        List.of(child.of("attachObserved", 2), child.of("endObserved")),
                        List.of(child.of("endParent"), child.of("fate"))),
                // Two end the same child.
                scenario(
                        List.of(child.of("attachObserved", 0)),
                        List.of(child.of("endObserved")),
                        List.of(child.of("endObserved"), child.of("endParent")),
                        List.of(child.of("fate"))),
                // A stack becomes a table under a push.
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
                // One is registered while it ends, on the stack that a table has.
                scenario(
                        List.of(action.of("inflate")),
                        List.of(action.of("endParent")),
                        List.of(action.of("registerObserved", 2), action.of("stopObserved")),
                        List.of()),
                // So many that they carry stamps, one stopped and one registered while the context ends.
                scenario(
                        Stream.concat(
                                        Stream.of(action.of("inflate")),
                                        Stream.generate(() -> action.of("registerSibling", 0))
                                                .limit(LinkStack.MOST + 1))
                                .toList(),
                        List.of(action.of("endParent")),
                        List.of(action.of("registerObserved", 2), action.of("stopSibling", 0, LinkStack.MOST)),
                        List.of(action.of("stopObserved"))),
                // The newest of that stack is popped under a push.
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

    /** A scenario worth a place of its own among the random ones: what is done before, by two threads at once, and after. */
    private static ExecutionScenario scenario(
            List<Actor> before, List<Actor> first, List<Actor> second, List<Actor> after) {
        return new ExecutionScenario(before, List.of(first, second), after, null);
    }

    /** The operations of a class, by name. */
    private record Actors(Class<?> links) {

        Actor of(String operation, Object... arguments) {
            for (Method method : links.getMethods()) {
                if (method.getName().equals(operation)) {
                    return new Actor(method, List.of(arguments));
                }
            }
            throw new AssertionError("no operation " + operation);
        }
    }

    /** What surrounds the observed link, and what must hold at last. Arrays only: Lincheck would take collections apart. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "owner", gen = IntGen.class, conf = "0:2")
    @Param(name = "index", gen = IntGen.class, conf = "0:3")
    public abstract static class Siblings {

        private static final int THREADS = 4;
        private static final int MOST = 16;

        final CancelNode parent = new CancelNode((Parent) ROOT);
        /** Of each thread, so that none meets another where the test only keeps its books. */
        private final CancelNode[][] children = new CancelNode[THREADS][MOST];

        private final Told[][] actions = new Told[THREADS][MOST];

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
        public void endSibling(@Param(name = "owner") int owner, @Param(name = "index") int index) {
            CancelNode sibling = children[owner][index];
            if (sibling != null) {
                sibling.cancel();
            }
        }

        @Operation
        public void registerSibling(@Param(name = "thread") int thread) {
            register(thread);
        }

        @Operation
        public void stopSibling(@Param(name = "owner") int owner, @Param(name = "index") int index) {
            Told sibling = actions[owner][index];
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

        final Told register(int thread) {
            Told action = new Told(this);
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

        /** Checks all that were made. */
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

    /** Not a lambda: Lincheck would take it apart. */
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

    static final class Told implements Runnable {

        private final Siblings siblings;
        private volatile int runs;
        private volatile int stops;
        /** One that comes after the end runs at once: not held to the order. */
        volatile boolean registered;

        private volatile boolean early;
        volatile Registration registration;

        Told(Siblings siblings) {
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
                throw new AssertionError("ran before all children were flagged");
            }
        }
    }

    /** One child is asked. */
    public static class ObservedChild extends Siblings {

        private volatile CancelNode observed;
        private volatile CancelNode leaf;

        /** With a leaf of its own, which an end of the child or of the parent flags, or helps to flag. */
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

    /** One action is asked. */
    public static class ObservedAction extends Siblings {

        private volatile Told observed;

        @Operation(runOnce = true)
        public void registerObserved(@Param(name = "thread") int thread) {
            observed = register(thread);
        }

        @Operation
        public Boolean stopObserved() {
            Told action = observed;
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

        public void endSibling(int owner, int index) {}

        public void registerSibling(int thread) {}

        public void stopSibling(int owner, int index) {}

        public void inflate() {}
    }

    /** A child of the model. */
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

    /** An action of the model. */
    public static class ActionModel extends Model {

        public void registerObserved(int thread) {
            make();
        }

        public Boolean stopObserved() {
            return end("stopped");
        }
    }
}
