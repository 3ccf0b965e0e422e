package dev.curfew.contract;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Lease;
import dev.curfew.Registration;
import dev.curfew.kit.Cycles;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForwardingDone;
import dev.curfew.kit.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Contexts on a stack without room. */
final class ShallowStackTrial extends ShallowTrial {

    private static final long SOON = 1_000;
    private static final long LATER = 3_600_000_000_000L;

    private final String operation;

    ShallowStackTrial(String core, String operation, int room, int handleFrames) {
        super(core, room, handleFrames);
        this.operation = operation;
    }

    @Override
    void run() {
        switch (operation) {
            case "END" -> end(3);
            case "END_HOT" -> end(40);
            case "END_LEAF" -> endLeaf();
            case "RELEASE" -> release(3, false);
            case "RELEASE_HOT" -> release(20, false);
            case "RELEASE_FROM_WHEEL" -> release(3, true);
            case "DERIVE" -> derive(1);
            case "DERIVE_HOT" -> derive(8);
            case "END_MERGED" -> endMerged();
            case "RENEW" -> renew();
            case "STOP" -> stop(3);
            case "STOP_HOT" -> stop(40);
            default -> throw new AssertionError(operation);
        }
    }

    /** Below each of so many children: a child with a timeout, an action, and two leaves. */
    private List<Context> tree(Context top, int width) {
        List<Context> all = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            CancelContext child = top.withCancel();
            CancelContext inner = child.withTimeoutNanos(LATER);
            inner.onDone(action());
            child.onDone(action());
            all.addAll(List.of(child, inner, inner.withCancel(), inner.withCancel()));
        }
        return all;
    }

    private void end(int width) {
        CancelContext parent = runtime.background().withCancel();
        CancelContext top = parent.withCancel();
        List<Context> all = tree(top, width);
        onShallowStack(() -> top.cancel(new IllegalStateException("reason")));
        endAnother();
        if (!top.isDone()) {
            expect(all.stream().noneMatch(Context::isDone), "nothing below a live context is done");
            top.cancel(new IllegalStateException("reason"));
        }
        expect(all.stream().allMatch(Context::isDone), "all are done");
        expect(all.stream().allMatch(context -> "reason".equals(context.cause().getMessage())), "all have the cause");
        endAnother();
        expectAllRan();
        expect(Graph.bytes(parent, runtime) < 1_000, "the parent has let go, but of " + Graph.bytes(parent, runtime));
    }

    private void endLeaf() {
        CancelContext parent = runtime.background().withCancel();
        for (int actions = 0; actions <= 3; actions++) {
            CancelContext leaf = parent.withTimeoutNanos(LATER);
            for (int i = 0; i < actions; i++) {
                leaf.onDone(action());
            }
            onShallowStack(leaf::cancel);
            endAnother();
            leaf.cancel();
            endAnother();
            expect(leaf.isDone(), "it is done");
        }
        expectAllRan();
        long left = Graph.bytes(parent, runtime);
        expect(left <= bytesOfEmptied(1), "the parent has let go, but of " + left);
    }

    /** Something that ends by a call, which may be repeated. */
    private record Ending(Object subject, Runnable end) {

        static Ending of(CancelContext context) {
            return new Ending(context, context::cancel);
        }

        static Ending of(Registration registration) {
            return new Ending(registration, registration::stop);
        }
    }

    /** What a context or an action hangs at. */
    private record Parents(Context root, CancelContext parent, CancelContext other, Context foreign) {}

    private List<Function<Parents, Ending>> endings() {
        return List.of(
                above -> Ending.of(above.parent.withCancel()),
                above -> Ending.of(above.parent.withTimeoutNanos(LATER)),
                above -> Ending.of(above.parent.withLeaseNanos(LATER)),
                above -> Ending.of(above.parent.withCancelOn(above.other)),
                above -> Ending.of(above.parent.scheduleAfterNanos(LATER, action())),
                above -> Ending.of(above.parent.onDone(action())),
                above -> Ending.of(above.root.withTimeoutNanos(LATER)),
                above -> Ending.of(above.root.withLeaseNanos(LATER)),
                above -> Ending.of(above.root.withCancelOn(above.parent, above.other)),
                above -> Ending.of(above.root.scheduleAfterNanos(LATER, action())),
                above -> Ending.of(above.foreign.withCancel()),
                above -> Ending.of(above.foreign.scheduleAfterNanos(LATER, action())));
    }

    /**
     * A call that is repeated with room releases what the interrupted one has left.
     *
     * @param siblings how many children the contexts above have, too
     */
    private void release(int siblings, boolean isOnWheel) {
        Context root = runtime.background();
        for (Function<Parents, Ending> kind : endings()) {
            CancelContext parent = root.withCancel();
            CancelContext other = root.withCancel();
            for (int i = 0; i < siblings; i++) {
                parent.withCancel();
                other.withCancel();
            }
            Parents above = new Parents(root, parent, other, new ForeignContext(parent, new ForwardingDone(parent)));
            Ending ending = kind.apply(above);
            if (isOnWheel) {
                drive(clock.nanoTime() + SOON);
            }
            onShallowStack(ending.end);
            ending.end.run();
            drive(clock.nanoTime() + SOON);
            endAnother();
            Set<Object> kept = Graph.reachable(List.of(runtime, parent, other, above.foreign));
            expect(!kept.contains(ending.subject), "released: " + ending.subject.getClass());
            expect(!parent.isDone() && !other.isDone(), "the contexts above are live");
            expectNoneRan();
        }
    }

    /** With so many children before; each kind of derivation. */
    private void derive(int before) {
        List<Consumer<Context>> derivations = List.of(
                context -> context.withCancel(),
                context -> context.withTimeoutNanos(LATER),
                context -> context.onDone(action()),
                context -> context.withLeaseNanos(LATER),
                context -> context.withTimeoutNanos(0, new IllegalStateException()),
                context -> context.withLeaseNanos(0),
                context -> context.scheduleAfterNanos(LATER, action()),
                context -> runtime.background().withCancelOn(context));
        for (Consumer<Context> derivation : derivations) {
            CancelContext parent = runtime.background().withCancel();
            List<CancelContext> children = new ArrayList<>();
            for (int i = 0; i < before; i++) {
                children.add(parent.withCancel());
            }
            forgetActions();
            StackOverflowError thrown = onShallowStack(() -> derivation.accept(parent));
            children.forEach(CancelContext::cancel);
            endAnother();
            if (thrown != null) {
                long left = Graph.bytes(parent, runtime);
                expect(
                        left <= bytesOfEmptied(before + 1),
                        "nothing is attached, but " + left + " by " + derivations.indexOf(derivation));
            }
            parent.cancel();
        }
    }

    /** Of a parent that has had so many children. */
    private long bytesOfEmptied(int children) {
        CancelContext other = runtime.background().withCancel();
        List<CancelContext> others = new ArrayList<>();
        for (int i = 0; i < children; i++) {
            others.add(other.withCancel());
        }
        others.forEach(CancelContext::cancel);
        return Graph.bytes(other, runtime);
    }

    private void endMerged() {
        CancelContext parent = runtime.background().withCancel();
        CancelContext other = runtime.background().withCancel();
        CancelContext further = runtime.background().withCancel();
        List<Context> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CancelContext merged = parent.withCancelOn(other, further);
            all.add(merged);
            all.addAll(tree(merged, i));
        }
        onShallowStack(() -> other.cancel(new IllegalStateException("reason")));
        endAnother();
        if (!other.isDone()) {
            other.cancel(new IllegalStateException("reason"));
        }
        expect(all.stream().allMatch(Context::isDone), "all are done");
        endAnother();
        expectAllRan();
        for (CancelContext live : List.of(parent, further)) {
            expect(Graph.bytes(live, runtime) < 1_000, "it has let go, but of " + Graph.bytes(live, runtime));
        }
    }

    /** A renewal that throws leaves the old moment, or the new one. */
    private void renew() {
        for (long renewed : new long[] {SOON, 2 * LATER}) {
            long start = clock.nanoTime();
            Lease lease = runtime.background().withLeaseNanos(LATER);
            Cycles.untilIdle(runtime);
            onShallowStack(() -> lease.renewUntilNanos(start + renewed));
            long expires = lease.expiresNanos();
            expect(expires == start + LATER || expires == start + renewed, "it has one of the two moments");
            drive(expires - 1);
            expect(!lease.isDone(), "the lease is live before its moment");
            drive(expires);
            expect(lease.isDone(), "the lease ends at its moment");
        }
    }

    /** A stop that throws has stopped the action or not, and a later stop tells. */
    private void stop(int actions) {
        CancelContext parent = runtime.background().withCancel();
        List<Registration> registrations = new ArrayList<>();
        for (int i = 0; i < actions; i++) {
            registrations.add(parent.onDone(action()));
        }
        int middle = actions / 2;
        boolean[] stopped = new boolean[1];
        StackOverflowError thrown =
                onShallowStack(() -> stopped[0] = registrations.get(middle).stop());
        expect(thrown != null || stopped[0], "a stop of a live registration returns true");
        if (thrown != null) {
            registrations.get(middle).stop();
        }
        registrations.remove(middle);
        expect(registrations.stream().allMatch(Registration::stop), "the others are stopped");
        parent.cancel();
        expectNoneRan();
    }
}
