package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Registration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Race: two registrations, one of which may return before the other is called. Guards S4, S5 and contract 3: actions
 * run in the order of their registrations, also if one of them is on the stack and the other in a slot with a stamp.
 *
 * <p>r1 = what the second thread knew of the first, and the order in which the actions ran.
 *
 * <p>Broken: {@code broken.PushWhileStamping}, {@code broken.CountAfterClock}.
 */
@Outcome(id = "after: first second", expect = ACCEPTABLE, desc = "in the order of registration")
@Outcome(
        id = {"unknown: first second", "unknown: second first"},
        expect = ACCEPTABLE,
        desc = "registered at the same time")
@Outcome(expect = FORBIDDEN, desc = "contract 3: not in the order of registration, or lost")
public final class RegistrationOrder {

    private RegistrationOrder() {}

    /** What two actors do to one context. */
    private static final class Order {

        final CancelNode context;
        private final List<String> ran = new ArrayList<>();
        private volatile boolean registered;
        private boolean after;

        Order(CancelNode context) {
            this.context = context;
        }

        void registerFirst() {
            context.onDone(() -> ran.add("first"));
            registered = true;
        }

        void registerSecond() {
            after = registered;
            context.onDone(() -> ran.add("second"));
        }

        String show() {
            context.cancel();
            return (after ? "after: " : "unknown: ") + String.join(" ", ran);
        }
    }

    /** Registers actions, so that only one more fits on the stack, or none. */
    private static CancelNode withActions(CancelNode context, int count) {
        for (int i = 0; i < count; i++) {
            context.onDone(() -> {});
        }
        return context;
    }

    /** On the context's word. */
    @JCStressTest
    @JCStressMeta(RegistrationOrder.class)
    @State
    public static class OneWord {

        private final Order order = new Order(Races.live());

        @Actor
        public void registerFirst() {
            order.registerFirst();
        }

        @Actor
        public void registerSecond() {
            order.registerSecond();
        }

        @Arbiter
        public void afterwards(L_Result r) {
            r.r1 = order.show();
        }
    }

    /** On the stack of a table. */
    @JCStressTest
    @JCStressMeta(RegistrationOrder.class)
    @State
    public static class WithTable {

        private final Order order = new Order(Races.withTable());

        @Actor
        public void registerFirst() {
            order.registerFirst();
        }

        @Actor
        public void registerSecond() {
            order.registerSecond();
        }

        @Arbiter
        public void afterwards(L_Result r) {
            r.r1 = order.show();
        }
    }

    /** One of the two actions still fits on the stack, the other gets a stamp. */
    @JCStressTest
    @JCStressMeta(RegistrationOrder.class)
    @State
    public static class LastOnStack {

        private final Order order = new Order(withActions(Races.withTable(), LinkStack.MAX_LINKS - 1));

        @Actor
        public void registerFirst() {
            order.registerFirst();
        }

        @Actor
        public void registerSecond() {
            order.registerSecond();
        }

        @Arbiter
        public void afterwards(L_Result r) {
            r.r1 = order.show();
        }
    }

    /** The stack is full and on the context's word, so one of the threads makes the table. */
    @JCStressTest
    @JCStressMeta(RegistrationOrder.class)
    @State
    public static class FullStack {

        private final Order order = new Order(withActions(Races.live(), LinkStack.MAX_LINKS));

        @Actor
        public void registerFirst() {
            order.registerFirst();
        }

        @Actor
        public void registerSecond() {
            order.registerSecond();
        }

        @Arbiter
        public void afterwards(L_Result r) {
            r.r1 = order.show();
        }
    }

    /** Both actions get a stamp. */
    @JCStressTest
    @JCStressMeta(RegistrationOrder.class)
    @State
    public static class Stamped {

        private final Order order = new Order(withActions(Races.withTable(), LinkStack.MAX_LINKS + 1));

        @Actor
        public void registerFirst() {
            order.registerFirst();
        }

        @Actor
        public void registerSecond() {
            order.registerSecond();
        }

        @Arbiter
        public void afterwards(L_Result r) {
            r.r1 = order.show();
        }
    }

    /** The threads may collide on the count of stamps. Then stamps are times, also those of actions without a collision. */
    @JCStressTest
    @JCStressMeta(RegistrationOrder.class)
    @State
    public static class CollidingStamps {

        private final Order order = new Order(withActions(Races.withTable(), LinkStack.MAX_LINKS + 1));

        @Actor
        public void registerFirst() {
            order.registerFirst();
        }

        @Actor
        public void registerSecond() {
            order.context.onDone(() -> {});
            order.registerSecond();
        }

        @Arbiter
        public void afterwards(L_Result r) {
            r.r1 = order.show();
        }
    }

    /**
     * The first action gets a stamp, or just not. Then the stack becomes short, and the second action must not go
     * there.
     */
    @JCStressTest
    @JCStressMeta(RegistrationOrder.class)
    @State
    public static class ShortAgain {

        private final Order order = new Order(withActions(Races.withTable(), LinkStack.MAX_LINKS - 1));
        private final Registration stopped = order.context.onDone(() -> {});

        @Actor
        public void registerFirst() {
            order.registerFirst();
        }

        @Actor
        public void registerSecond() {
            stopped.stop();
            order.registerSecond();
        }

        @Arbiter
        public void afterwards(L_Result r) {
            r.r1 = order.show();
        }
    }
}
