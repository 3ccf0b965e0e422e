package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.kit.Background;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import io.grpc.CallOptions;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contexts across processes: what ends one ends the work for it in the others. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessesTest {

    private static final Duration A_WHILE = Duration.ofSeconds(1);
    /** Long enough for a call to arrive on any machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static PeerProcess near;
    private static PeerProcess far;

    private final ForeignDone done = new ForeignDone();
    /** Never ends; counts what hangs on it. */
    private final Context root = new ForeignForwarding(Context.background(), done).withValue(Wire.USER, "ada");

    @BeforeAll
    static void startPeers() {
        Future<PeerProcess> second = Background.call(PeerProcess::new);
        near = new PeerProcess();
        far = Background.get(second);
        warmUp(near);
        warmUp(far);
    }

    private static void warmUp(PeerProcess peer) {
        assertTrue(Outcome.ofUnary(peer.channel(), Context.background(), "echo hello")
                .status()
                .isOk());
    }

    @AfterAll
    static void stopPeers() {
        for (PeerProcess peer : new PeerProcess[] {near, far}) {
            if (peer != null) {
                peer.close();
            }
        }
    }

    @AfterEach
    void nothingIsLeftHereOrThere() {
        Background.until("nothing is registered", () -> done.attached() == 0);
        Background.until(
                "the peers serve nothing",
                () -> open(near).equals("0") && open(far).equals("0"));
    }

    private static String open(PeerProcess peer) {
        return Outcome.ofUnary(peer.channel(), Context.background(), "open").message();
    }

    private static void assertCut(Outcome outcome, Context context, Status.Code code) {
        Status status = outcome.status();
        assertEquals(code, status.getCode(), status::toString);
        assertSame(context.cause(), status.getCause());
    }

    // ---- two

    @Test
    void aDeadlineSetHereEndsTheWorkThere() {
        String name = cutByADeadline(
                near, (context, hang) -> Outcome.ofUnary(near.channel(), context, "hang " + hang), "deadline", 0);
        near.awaitLine("ended " + name);
    }

    /**
     * Makes a call that a deadline cuts, and again with a longer one where the machine was too busy for it to arrive.
     *
     * @param last who is to see it
     * @return the name it was seen under
     */
    private String cutByADeadline(PeerProcess last, BiFunction<Context, String, Outcome> call, String name, int hops) {
        for (Duration timeout = A_WHILE; ; timeout = timeout.multipliedBy(4)) {
            String attempt = name + "-" + timeout.toSeconds();
            CancelContext context = root.withTimeout(timeout);
            assertCut(call.apply(context, attempt), context, Status.Code.DEADLINE_EXCEEDED);
            String began = "began " + attempt + " for ada after " + hops + " within a deadline";
            if (last.hasSaid(began)) {
                return attempt;
            }
            assertTrue(timeout.compareTo(PATIENCE) < 0, "never arrives: " + attempt);
        }
    }

    @Test
    void soDoesACancel() {
        CancelContext context = root.withCancel();
        Outcome outcome = Outcome.ofUnary(near.channel(), context, "hang cancel");
        near.awaitLine("began cancel");
        context.cancel(new Because("the user left"));
        assertCut(outcome, context, Status.Code.CANCELLED);
        near.awaitLine("ended cancel canceled");
    }

    @Test
    void aServerThatDiesEndsTheCallAndNotTheContext() {
        try (PeerProcess doomed = new PeerProcess();
                CancelContext context = root.withCancel()) {
            Outcome outcome = Outcome.ofUnary(doomed.channel(), context, "hang doomed");
            doomed.awaitLine("began doomed");
            doomed.kill();
            assertEquals(Status.Code.UNAVAILABLE, outcome.status().getCode());
            assertFalse(context.isDone());
        }
    }

    @Test
    void aClientThatDiesEndsTheContextsOfItsCalls() {
        Served served = new Served();
        Server server = Loopback.serve(root, served.service());
        try (PeerProcess doomed = new PeerProcess();
                CancelContext context = root.withCancel()) {
            Outcome outcome = Outcome.ofUnary(doomed.channel(), context, "forward " + server.getPort() + " hang back");
            Served.Call call = served.next();
            assertEquals(1, call.context.value(Wire.HOPS));
            doomed.kill();
            CallContract.awaitDone(call.context);
            assertSame(Context.CANCELED, call.context.err());
            assertEquals(Status.Code.UNAVAILABLE, outcome.status().getCode());
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void aStreamIsCutInTheMiddle() {
        CancelContext context = root.withCancel();
        Outcome outcome = new Outcome();
        CallOptions options = Outcome.madeFor(context);
        StreamObserver<String> requests =
                ClientCalls.asyncBidiStreamingCall(near.channel().newCall(Wire.BIDI_STREAMING, options), outcome);
        for (int i = 0; i < 10; i++) {
            requests.onNext("message " + i);
            assertEquals("message " + i, outcome.message());
        }
        near.awaitLine("began stream for ada");
        context.cancel();
        assertCut(outcome, context, Status.Code.CANCELLED);
        near.awaitLine("ended stream canceled");
    }

    // ---- three

    private Outcome overTwo(PeerProcess middle, Context context, String name) {
        return Outcome.ofUnary(middle.channel(), context, "forward " + far.port() + " hang " + name);
    }

    @Test
    void aDeadlineEndsAChain() {
        String name = cutByADeadline(far, (context, hang) -> overTwo(near, context, hang), "chain-deadline", 1);
        near.awaitLine("began " + name + " for ada after 0 within a deadline");
        near.awaitLine("ended " + name);
        far.awaitLine("ended " + name);
    }

    @Test
    void aCancelEndsAChain() {
        CancelContext context = root.withCancel();
        Outcome outcome = overTwo(near, context, "chain-cancel");
        far.awaitLine("began chain-cancel");
        context.cancel();
        assertCut(outcome, context, Status.Code.CANCELLED);
        near.awaitLine("ended chain-cancel canceled");
        far.awaitLine("ended chain-cancel canceled");
    }

    @Test
    void theMiddleDies() {
        try (PeerProcess doomed = new PeerProcess();
                CancelContext context = root.withCancel()) {
            Outcome outcome = overTwo(doomed, context, "chain-death");
            far.awaitLine("began chain-death");
            doomed.kill();
            assertEquals(Status.Code.UNAVAILABLE, outcome.status().getCode());
            assertFalse(context.isDone());
            far.awaitLine("ended chain-death canceled");
        }
    }
}
