package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Race: turning a stack into a table against attaching to it. Guards K1 across the change of shape: what was pushed
 * before, and what is pushed meanwhile, ends when the parent ends.
 *
 * <p>r1, r2 = the causes of an older and of a younger child after the parent's end.
 *
 * <p>Broken: {@code broken.InflateWithoutCas}.
 */
@Outcome(id = "A, A", expect = ACCEPTABLE, desc = "both ended")
@Outcome(expect = FORBIDDEN, desc = "K1: a child is lost")
public final class InflateVersusAttach {

    private InflateVersusAttach() {}

    /** One thread makes the table, the other attaches a child. */
    @JCStressTest
    @JCStressMeta(InflateVersusAttach.class)
    @State
    public static class Once {

        private final CancelNode parent = Races.live();
        private final CancelNode older = Races.childOf(parent);
        private @Nullable CancelNode younger;

        @Actor
        public void inflate() {
            parent.inflate();
        }

        @Actor
        public void attach() {
            younger = Races.childOf(parent);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            parent.cancel(Races.A);
            r.r1 = Races.causeOf(older);
            r.r2 = Races.causeOf(younger);
        }
    }

    /** Both threads try to make a table, then attach a child: the table is made once. */
    @JCStressTest
    @JCStressMeta(InflateVersusAttach.class)
    @State
    public static class Twice {

        private final CancelNode parent = Races.live();
        private @Nullable CancelNode one;
        private @Nullable CancelNode other;

        @Actor
        public void inflate() {
            parent.inflate();
            one = Races.childOf(parent);
        }

        @Actor
        public void inflateToo() {
            parent.inflate();
            other = Races.childOf(parent);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            parent.cancel(Races.A);
            r.r1 = Races.causeOf(one);
            r.r2 = Races.causeOf(other);
        }
    }
}
