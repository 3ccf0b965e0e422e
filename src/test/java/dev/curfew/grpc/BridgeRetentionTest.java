package dev.curfew.grpc;

import static dev.curfew.grpc.GrpcContexts.fromGrpc;
import static dev.curfew.grpc.GrpcContexts.toGrpc;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import io.grpc.Context.CancellableContext;
import io.grpc.ListenerCount;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Bridges leave nothing behind under parents that live on. */
@EveryCore
class BridgeRetentionTest extends Contract {

    private static final int MANY = 10_000;
    /** Far above the constant that a parent of ours may hold, far below what was bridged. */
    private static final int FEW = 500;

    private final CancellableContext grpc = io.grpc.Context.ROOT.withCancellation();

    private static <T> void makeAndEnd(Supplier<T> maker, Consumer<T> end) {
        for (Consumer<List<T>> order : List.<Consumer<List<T>>>of(
                made -> {}, Collections::reverse, made -> Collections.shuffle(made, new Random(42)))) {
            List<T> made = new ArrayList<>();
            for (int i = 0; i < MANY / 3; i++) {
                made.add(maker.get());
            }
            order.accept(made);
            made.forEach(end);
        }
        for (int i = 0; i < MANY; i++) {
            end.accept(maker.get());
        }
    }

    @Test
    void grpcHoldsNoListenerOfBridgesThatEnded() {
        makeAndEnd(() -> fromGrpc(grpc, root), CancelContext::close);
        assertEquals(0, ListenerCount.of(grpc));
    }

    @Test
    void norDoesItsCurrentContext() throws Exception {
        io.grpc.Context current = grpc.call(io.grpc.Context::current);
        makeAndEnd(() -> fromGrpc(current, root), CancelContext::close);
        assertEquals(0, ListenerCount.of(grpc));
    }

    @Test
    void aBaseHoldsNoActionOfBridgesThatEnded() {
        ForeignDone done = new ForeignDone();
        Context base = new ForeignForwarding(root, done);
        for (int i = 0; i < MANY; i++) {
            CancellableContext call = io.grpc.Context.ROOT.withCancellation();
            CancelContext context = fromGrpc(call, base);
            if (i % 2 == 0) {
                call.cancel(null);
            } else {
                context.close();
            }
        }
        assertEquals(0, done.attached());
    }

    @Test
    void aContextHoldsNothingOfBridgesThatEnded() {
        CancelContext parent = root.withCancel();
        List<WeakReference<Object>> references = new ArrayList<>();
        makeAndEnd(
                () -> {
                    CancellableContext bridged = toGrpc(parent);
                    references.add(new WeakReference<>(bridged));
                    return bridged;
                },
                CancellableContext::close);
        assertCollected(references);
        assertLive(parent);
    }

    @Test
    void norDoesABaseOfOurs() {
        CancelContext base = root.withCancel();
        List<WeakReference<Object>> references = new ArrayList<>();
        makeAndEnd(
                () -> {
                    CancelContext bridged = fromGrpc(grpc, base);
                    references.add(new WeakReference<>(bridged));
                    return bridged;
                },
                CancelContext::close);
        assertCollected(references);
        assertEquals(0, ListenerCount.of(grpc));
        assertLive(base);
    }

    private static void assertCollected(List<WeakReference<Object>> references) {
        Background.until("most of " + references.size() + " bridges are collected", () -> {
            System.gc();
            return references.stream()
                            .filter(reference -> !reference.refersTo(null))
                            .count()
                    <= FEW;
        });
    }

    /**
     * The leak in gRPC that the documentation describes. If this test fails, gRPC has repaired it: then delete the test
     * and the paragraph.
     */
    @Test
    void whatGrpcKeepsWhereTheBridgedContextHasACancellableAncestor() {
        for (int i = 0; i < 10; i++) {
            try (CancellableContext between = grpc.withCancellation()) {
                fromGrpc(between, root).close();
                assertEquals(0, ListenerCount.of(between));
            }
        }
        assertEquals(10, ListenerCount.of(grpc));
        grpc.cancel(null);
        assertEquals(0, ListenerCount.of(grpc));
    }
}
