package dev.curfew.grpc;

import static dev.curfew.grpc.GrpcContexts.fromGrpc;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ForwardingContext;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import io.grpc.Context.CancellableContext;
import io.grpc.ListenerCount;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * A context of which both sides end at once, its base and a context of gRPC. Neither side waits for the other, and
 * neither leaves the end to the other: after an end of either side, everything below is done.
 */
@EveryCore
class BothSidesTest extends Contract {

    private static final int ROUNDS = 10_000;

    /** A context and what is below it. */
    private static List<CancelContext> tree(CancelContext top) {
        List<CancelContext> tree = new ArrayList<>(List.of(top));
        tree.addAll(chain(top, 3));
        tree.addAll(children(top, 3));
        return tree;
    }

    private static void assertAllDoneAfter(Runnable end, List<CancelContext> tree) {
        end.run();
        assertAllDone("although that side has ended", tree);
    }

    @Test
    void anEndOfEitherSideLeavesAllBelowDone() {
        for (int i = 0; i < ROUNDS; i++) {
            CancellableContext grpc = io.grpc.Context.ROOT.withCancellation();
            CancelContext base = root.withCancel();
            List<CancelContext> tree = tree(fromGrpc(grpc, base));
            Background.race(
                    () -> assertAllDoneAfter(base::cancel, tree),
                    () -> assertAllDoneAfter(() -> grpc.cancel(null), tree));
            assertEquals(0, ListenerCount.of(grpc));
        }
    }

    /** Stalls a thread that asks how it ended. */
    private static final class Stalling extends ForwardingContext {
        private final ForeignDone done = new ForeignDone();
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        Stalling(Context delegate) {
            super(delegate);
        }

        @Override
        public ForeignDone done() {
            return done;
        }

        @Override
        public ContextException err() {
            asked.countDown();
            Background.await(goOn);
            return CANCELED;
        }
    }

    @Test
    void aThreadThatStallsInTheEndOfTheBaseDoesNotHoldGrpcsBack() {
        CancellableContext grpc = io.grpc.Context.ROOT.withCancellation();
        Stalling base = new Stalling(root);
        List<CancelContext> tree = tree(fromGrpc(grpc, base));
        Future<?> stalled = Background.start(base.done()::end);
        Background.await(base.asked);
        Because reason = new Because("grpc's");
        grpc.cancel(reason);
        assertAllDone("while the base's thread is stalled", tree);
        base.goOn.countDown();
        Background.get(stalled);
        for (CancelContext context : tree) {
            assertEnded(context, Context.CANCELED, reason);
        }
        assertEquals(0, base.done().attached());
    }

    @Test
    void aRegistrationThatWasStoppedTellsNothing() {
        CancellableContext grpc = io.grpc.Context.ROOT.withCancellation();
        List<String> told = new ArrayList<>();
        GrpcEnd end = new GrpcEnd(grpc, root);
        end.done().onDone(() -> told.add("stopped")).stop();
        end.done().onDone(() -> told.add("told"));
        grpc.cancel(null);
        assertEquals(List.of("told"), told);
    }
}
