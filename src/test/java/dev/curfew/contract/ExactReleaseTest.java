package dev.curfew.contract;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.Churn;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Graph;
import dev.curfew.kit.Refs;
import dev.curfew.kit.Seeds;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a live parent, and what an ended child that somebody keeps, reach of children that have ended: by weak references. */
@EveryCore
@Semantic(10)
class ExactReleaseTest extends Contract {

    private static final int MANY = 20_000;
    private static final int MOST_ENDED = 64;
    private static final int MOST_THREADS = 4;

    private static final Key<Object> PAYLOAD = Key.of("payload");

    // ---- what a parent reaches

    @Test
    void twoThreadsEndTheirsNewestFirstBelowALiveChild() {
        for (int round = 0; round < 5; round++) {
            CancelContext parent = root.withCancel();
            CancelContext live = parent.withCancel();
            Refs ended = new Refs();
            List<CancelContext> children = children(parent, MANY);
            children.forEach(ended::add);
            Collections.reverse(children);
            endInTurns(children);
            children.clear();
            ended.assertCollectedBut(MOST_ENDED, "ended children", List.of(parent, live));
            assertLive(live);
        }
    }

    /** Two threads, each the next one that is left. */
    private static void endInTurns(List<CancelContext> children) {
        List<CancelContext> even = new ArrayList<>();
        List<CancelContext> odd = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            (i % 2 == 0 ? even : odd).add(children.get(i));
        }
        Background.race(() -> even.forEach(CancelContext::cancel), () -> odd.forEach(CancelContext::cancel));
    }

    @ParameterizedTest
    @EnumSource
    void childrenThatEndInAnyOrderOnAnyNumberOfThreads(Churn order) {
        Seeds.forEach(1, seed -> {
            for (int threads = 1; threads <= MOST_THREADS; threads++) {
                assertReleased(order, threads, 0, seed);
                assertReleased(order, threads, 500, seed);
            }
        });
    }

    private void assertReleased(Churn order, int threads, int alive, long seed) {
        CancelContext parent = root.withCancel();
        List<CancelContext> live = new ArrayList<>(children(parent, alive / 2));
        Refs ended = new Refs();
        Background.Task[] tasks = new Background.Task[threads];
        for (int i = 0; i < threads; i++) {
            Random random = new Random(seed + i);
            tasks[i] = () ->
                    order.run(MANY / MOST_THREADS, random, () -> ended.add(parent.withCancel()), CancelContext::cancel);
        }
        if (alive > 0) {
            tasks = Arrays.copyOf(tasks, threads + 1);
            tasks[threads] = () -> live.addAll(children(parent, alive - alive / 2));
        }
        Background.race(tasks);
        ended.assertCollectedBut(MOST_ENDED, "ended children of " + threads + " threads", List.of(parent, live));
        assertAllLive(live);
    }

    @ParameterizedTest
    @EnumSource
    void stoppedActionsInAnyOrder(Churn order) {
        Seeds.forEach(1, seed -> {
            for (int threads = 1; threads <= 2; threads++) {
                CancelContext context = root.withCancel();
                context.onDone(() -> {});
                Refs stopped = new Refs();
                Background.Task[] tasks = new Background.Task[threads];
                for (int i = 0; i < threads; i++) {
                    Random random = new Random(seed + i);
                    tasks[i] = () -> order.run(
                            MANY / MOST_THREADS,
                            random,
                            () -> stopped.add(context.onDone(() -> {})),
                            Registration::stop);
                }
                Background.race(tasks);
                stopped.assertCollectedBut(MOST_ENDED, "stopped actions of " + threads + " threads", context);
            }
        });
    }

    // ---- what a kept link reaches

    /** A request: a context with a value of its own, and an action. */
    private static final class Request {
        final CancelContext context;
        final Registration registration;

        Request(Context parent, Refs values) {
            context = parent.withValue(PAYLOAD, values.add(new Object())).withCancel();
            Object captured = values.add(new Object());
            registration = parent.onDone(() -> requireNonNull(captured));
        }

        void end() {
            context.cancel();
            registration.stop();
        }
    }

    /** Below a session are few requests at a time, or many; one is kept, at first, in the middle, at last. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 200})
    void anEndedContextThatIsKeptReachesNoSiblingsValue(int inFlight) {
        assertReachesNoSibling(inFlight, request -> request.context);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 200})
    void aStoppedRegistrationThatIsKeptReachesNoSiblingsValue(int inFlight) {
        assertReachesNoSibling(inFlight, request -> request.registration);
    }

    private void assertReachesNoSibling(int inFlight, Function<Request, Object> kept) {
        for (Consumer<List<Request>> order :
                List.<Consumer<List<Request>>>of(Collections::reverse, fifo -> {}, Collections::shuffle)) {
            CancelContext session = root.withCancel();
            Refs values = new Refs();
            Object keep = null;
            for (int i = 0; i < 1_000; i += inFlight) {
                Object one = serve(session, inFlight, order, kept, values);
                keep = i <= 500 ? one : keep;
            }
            values.assertCollectedBut(2, "values of siblings, below a live parent", List.of(session, keep));
            session.cancel();
            values.assertCollectedBut(2, "values of siblings, below an ended parent", keep);
        }
    }

    private static Object serve(
            Context session, int inFlight, Consumer<List<Request>> order, Function<Request, Object> kept, Refs values) {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < inFlight; i++) {
            requests.add(new Request(session, values));
        }
        Object keep = kept.apply(requests.get(inFlight / 2));
        order.accept(requests);
        requests.forEach(Request::end);
        return keep;
    }

    /** The parent ends them all; each was a neighbour of the one that is kept. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 200})
    void whatIsKeptOfAnEndedParentReachesNoSiblingsValue(int count) {
        for (int kept : new int[] {0, count / 2, count - 1}) {
            for (Function<Request, Object> what :
                    List.<Function<Request, Object>>of(request -> request.context, request -> request.registration)) {
                Refs values = new Refs();
                Object keep = keptOfAnEndedParent(count, kept, what, values);
                values.assertCollectedBut(2, "values of siblings", keep);
            }
        }
    }

    private Object keptOfAnEndedParent(int count, int kept, Function<Request, Object> what, Refs values) {
        CancelContext parent = root.withCancel();
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(new Request(parent, values));
        }
        parent.cancel();
        assertTrue(requests.stream().allMatch(request -> request.context.isDone()));
        return what.apply(requests.get(kept));
    }

    // ---- what a parent weighs

    /** One thread, one request at a time: nothing that a session has to pay for. */
    @Test
    void aSessionThatServedOneRequestAtATimeIsLight() {
        CancelContext session = root.withCancel();
        for (int i = 0; i < 2_000; i++) {
            try (CancelContext request = session.withValue(USER, "ada").withCancel()) {
                Registration registration = session.onDone(() -> {});
                request.onDone(() -> {});
                registration.stop();
            }
        }
        long bytes = Graph.bytes(session, root);
        assertTrue(bytes <= 400, bytes + " bytes");
    }

    /** 8 bytes for each of the largest number alive at once, whatever came and went since. */
    @Test
    void aParentThatWasLargeKeepsEightBytesForEachChild() {
        int alive = 100_000;
        long most = 8 * alive + 8_192;
        Seeds.forEach(1, seed -> {
            CancelContext parent = root.withCancel();
            Random random = new Random(seed);
            for (int round = 0; round < 3; round++) {
                List<CancelContext> children = children(parent, alive);
                Collections.shuffle(children, random);
                children.forEach(CancelContext::cancel);
                assertWeighsAtMost(most, parent, "in round " + round);
            }
            for (int round = 0; round < 3; round++) {
                Background.race(() -> burst(parent, alive / 2, seed), () -> burst(parent, alive / 2, ~seed));
                assertWeighsAtMost(most, parent, "after burst " + round);
            }
        });
    }

    private static void burst(Context parent, int count, long seed) {
        List<CancelContext> children = children(parent, count);
        Collections.shuffle(children, new Random(seed));
        children.forEach(CancelContext::cancel);
    }

    private void assertWeighsAtMost(long most, Context context, String when) {
        long bytes = Graph.bytes(context, root);
        assertTrue(bytes <= most, bytes + " bytes " + when + ", more than " + most);
    }
}
