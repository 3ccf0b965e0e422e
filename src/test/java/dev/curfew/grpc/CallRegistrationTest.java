package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * When the application ends a call, nothing of the call is left at its context, although gRPC does not close the
 * listener (G5, O6).
 */
@EveryCore
class CallRegistrationTest extends Contract {

    private final ScriptedChannel channel = new ScriptedChannel();
    private final ForeignDone done = new ForeignDone();

    private ClientCall<String, String> newCall() {
        channel.closesOnCancel = false;
        Context context = new ForeignForwarding(root, done);
        return channel.intercepted().newCall(Wire.BIDI_STREAMING, Outcome.madeFor(context));
    }

    private ClientCall<String, String> started(ClientCall.Listener<String> listener) {
        ClientCall<String, String> call = newCall();
        call.start(listener, new Metadata());
        return call;
    }

    @SuppressWarnings("unchecked")
    private ClientCall.Listener<String> told() {
        return (ClientCall.Listener<String>) channel.listener;
    }

    private void assertLetGo(int everRegistered) {
        assertEquals(0, done.attached());
        assertEquals(everRegistered, done.everRegistered());
    }

    // ---- cancels

    @Test
    void aCancel() {
        List<Consumer<ClientCall<String, String>>> cancels = List.of(
                call -> call.cancel("no more", null),
                call -> call.cancel(null, new Because("no more")),
                call -> call.cancel(null, null));
        for (Consumer<ClientCall<String, String>> cancel : cancels) {
            ClientCall<String, String> call = started(new Heard());
            assertEquals(1, done.attached());
            cancel.accept(call);
            assertEquals(0, done.attached());
            call.cancel("again", null);
        }
        assertLetGo(cancels.size());
    }

    @Test
    void aCancelAfterHalfClose() {
        ClientCall<String, String> call = started(new Heard());
        call.sendMessage("hello");
        call.halfClose();
        call.cancel("no more", null);
        assertLetGo(1);
    }

    @Test
    void aCancelThatThrows() {
        ClientCall<String, String> call = started(new Heard());
        IllegalStateException failure = new IllegalStateException("transport");
        channel.onCancel = () -> {
            throw failure;
        };
        assertThrows(IllegalStateException.class, () -> call.cancel("no more", null));
        assertLetGo(1);
    }

    @Test
    void aCancelInEachCallback() {
        List<Consumer<ClientCall.Listener<String>>> callbacks = List.of(
                listener -> listener.onHeaders(new Metadata()),
                listener -> listener.onMessage("hello"),
                ClientCall.Listener::onReady);
        for (Consumer<ClientCall.Listener<String>> callback : callbacks) {
            ClientCall<String, String> call = newCall();
            call.start(new Acting(() -> call.cancel("in a callback", null)), new Metadata());
            assertEquals(1, done.attached());
            callback.accept(told());
            assertEquals(0, done.attached());
        }
        assertLetGo(callbacks.size());
    }

    @Test
    void aCancelInACallbackThatTheStartBrings() {
        channel.onStart = (listener, headers) -> listener.onReady();
        ClientCall<String, String> call = newCall();
        call.start(new Acting(() -> call.cancel("in a callback", null)), new Metadata());
        assertLetGo(1);
    }

    @Test
    void aCancelBeforeTheStart() {
        ClientCall<String, String> call = newCall();
        call.cancel("before", null);
        channel.onStart = (listener, headers) -> {
            throw new IllegalStateException("call was cancelled");
        };
        Heard heard = new Heard();
        assertThrows(IllegalStateException.class, () -> call.start(heard, new Metadata()));
        assertEquals(List.of(), heard.closes, "gRPC throws in that case");
        assertEquals(List.of("cancel before", "start"), channel.asked);
        assertLetGo(0);
    }

    @Test
    void aCancelByAnotherThreadThanTheOneThatStarts() {
        for (int i = 0; i < 2_000; i++) {
            ClientCall<String, String> call = newCall();
            Background.race(() -> call.start(new Heard(), new Metadata()), () -> call.cancel("race", null));
            assertEquals(0, done.attached());
        }
        assertTrue(done.everRegistered() > 0);
    }

    // ---- failures

    @Test
    void aCallbackThatThrows() {
        List<Consumer<ClientCall.Listener<String>>> callbacks = List.of(
                listener -> listener.onHeaders(new Metadata()),
                listener -> listener.onMessage("hello"),
                ClientCall.Listener::onReady,
                listener -> listener.onClose(Status.OK, new Metadata()));
        for (Consumer<ClientCall.Listener<String>> callback : callbacks) {
            Because failure = new Because("callback");
            started(new Acting(() -> {
                throw new IllegalStateException(failure);
            }));
            assertEquals(1, done.attached());
            IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> callback.accept(told()));
            assertEquals(failure, thrown.getCause(), "gRPC cancels the call with it");
            assertEquals(0, done.attached());
        }
        assertLetGo(callbacks.size());
    }

    @Test
    void aSendOrHalfCloseThatThrowsWhereAStubCancels() {
        Runnable failure = () -> {
            throw new IllegalArgumentException("transport");
        };
        channel.onHalfClose = failure;
        assertThrows(IllegalArgumentException.class, () -> ClientCalls.asyncUnaryCall(newCall(), "", new Outcome()));
        channel.onSend = failure;
        assertThrows(IllegalArgumentException.class, () -> ClientCalls.asyncUnaryCall(newCall(), "", new Outcome()));
        assertLetGo(2);
    }

    @Test
    void aStartThatThrows() {
        for (Throwable failure : List.of(new IllegalStateException("start"), new StackOverflowError())) {
            channel.onStart = (listener, headers) -> {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            };
            ClientCall<String, String> call = newCall();
            try {
                call.start(new Heard(), new Metadata());
            } catch (StackOverflowError e) {
                assertEquals(failure, e);
            }
        }
        assertLetGo(0);
    }

    @Test
    void aCallThatIsNeverStarted() {
        newCall();
        newCall().cancel("not needed", null);
        assertLetGo(0);
    }

    // ---- reachability

    @Test
    void aCallThatWasCancelledIsCollected() {
        channel.closesOnCancel = false;
        CancelContext context = root.withCancel();
        Collected.despite(context, "a cancelled call", () -> {
            ClientCall<String, String> call =
                    channel.intercepted().newCall(Wire.BIDI_STREAMING, Outcome.madeFor(context));
            call.start(new Heard(), new Metadata());
            call.cancel("no more", null);
            channel.listener = null;
            return new WeakReference<>(call);
        });
        assertLive(context);
    }

    /** Does the same in each callback. */
    private static final class Acting extends ClientCall.Listener<String> {
        private final Runnable action;

        Acting(Runnable action) {
            this.action = action;
        }

        @Override
        public void onHeaders(Metadata headers) {
            action.run();
        }

        @Override
        public void onMessage(String message) {
            action.run();
        }

        @Override
        public void onReady() {
            action.run();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            action.run();
        }
    }
}
