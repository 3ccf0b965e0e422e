package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.Registration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Race: handing a context to another thread through a plain field. Guards O3 and O4: a thread that sees the context sees
 * it complete, with its values.
 *
 * <p>There is no broken variant. It would drop a {@code final}, which only weakens memory order, and x86 does not
 * reorder stores. Elsewhere the freeze at the end of a constructor orders them. Where a field is not final, such as the
 * state of a link, the CAS that pushes the link does so before any thread can hand it on; a binding has a fence.
 */
@Outcome(id = "unseen", expect = ACCEPTABLE, desc = "not there yet")
@Outcome(id = "complete", expect = ACCEPTABLE, desc = "there, and complete")
@Outcome(expect = FORBIDDEN, desc = "seen without its fields")
public final class RacingPublish {

    private static final Key<String> KEY = Key.of("key");
    private static final Key<String> BELOW = Key.of("below");
    private static final Key<String> ANOTHER = Key.of("another");
    private static final Key<String> UNBOUND = Key.withDefault("unbound", "default");

    private RacingPublish() {}

    private static String show(boolean complete) {
        return complete ? "complete" : "torn";
    }

    private static boolean hasValues(Context context) {
        return "value".equals(context.value(KEY))
                && "other".equals(context.value(BELOW))
                && "default".equals(context.value(UNBOUND));
    }

    /** A binding. */
    @JCStressTest
    @JCStressMeta(RacingPublish.class)
    @State
    public static class Binding {

        private final Context parent = Races.CORE.withValue(Races.live(), BELOW, "other");
        private @Nullable Context published;

        @Actor
        public void publish() {
            published = Races.CORE.withValue(parent, KEY, "value");
        }

        @Actor
        public void look(L_Result r) {
            Context seen = published;
            r.r1 = seen == null ? "unseen" : show(hasValues(seen) && !seen.isDone());
        }
    }

    /** A binding below so many that the lookup makes an index. */
    @JCStressTest
    @JCStressMeta(RacingPublish.class)
    @State
    public static class Index {

        private final Context parent;
        private @Nullable Context published;

        public Index() {
            Context above = Races.CORE.withValue(Races.live(), BELOW, "other");
            for (int i = 1; i < ValueContext.RUN; i++) {
                above = Races.CORE.withValue(above, ANOTHER, "another");
            }
            parent = above;
        }

        @Actor
        public void publish() {
            published = Races.CORE.withValue(parent, KEY, "value");
        }

        @Actor
        public void look(L_Result r) {
            Context seen = published;
            r.r1 = seen == null
                    ? "unseen"
                    : show(hasValues(seen) && ((ValueContext) seen).index() != null && !seen.isDone());
        }
    }

    /** A context with a deadline. A thread that sees it also ends it, and the context finds its parent. */
    @JCStressTest
    @JCStressMeta(RacingPublish.class)
    @State
    public static class Cancelable {

        private final CancelNode parent = Races.live();
        private final ValueContext binding =
                (ValueContext) Races.CORE.withValue(Races.CORE.withValue(parent, BELOW, "other"), KEY, "value");
        private @Nullable DeadlineNode published;

        @Actor
        public void publish() {
            DeadlineNode made = new DeadlineNode(parent, binding, 1, Races.B, null);
            parent.attach(made);
            published = made;
        }

        @Actor
        public void look(L_Result r) {
            DeadlineNode seen = published;
            r.r1 = seen == null
                    ? "unseen"
                    : show(hasValues(seen)
                            && seen.deadlineNanos() == 1
                            && !seen.isDone()
                            && seen.cancel(Races.A)
                            && seen.cause() == Races.A
                            && parent.stateAcquire() == null);
        }
    }

    /** A registration. A thread that sees it can stop it. */
    @JCStressTest
    @JCStressMeta(RacingPublish.class)
    @State
    public static class Action {

        private final CancelNode node = Races.live();
        private @Nullable Registration published;

        @Actor
        public void publish() {
            published = node.onDone(() -> {});
        }

        @Actor
        public void look(L_Result r) {
            Registration seen = published;
            r.r1 = seen == null ? "unseen" : show(seen.stop());
        }
    }
}
