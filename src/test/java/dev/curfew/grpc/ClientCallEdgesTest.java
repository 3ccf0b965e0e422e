package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Registration;
import dev.curfew.contract.Contract;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Failures of a call, and events at a bad moment, on one thread and without a transport. */
@EveryCore
class ClientCallEdgesTest extends Contract {

    private final ScriptedChannel channel = new ScriptedChannel();
    private final Heard heard = new Heard();

    private ClientCall<String, String> newCall(Context context) {
        return channel.intercepted().newCall(Wire.BIDI_STREAMING, Outcome.madeFor(context));
    }

    private ClientCall<String, String> started(Context context) {
        ClientCall<String, String> call = newCall(context);
        call.start(heard, new Metadata());
        return call;
    }

    // ---- without a context

    @Test
    void aCallWithoutAContextIsTheChannelsOwn() {
        CallOptions options = CallOptions.DEFAULT.withWaitForReady();
        ClientCall<String, String> call = channel.intercepted().newCall(Wire.UNARY, options);
        assertSame(channel.call, call);
        assertSame(options, channel.options);
    }

    // ---- ends without a message

    /** A cause that cannot be asked. */
    private static final class Mute extends Exception {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    /** Fails where it is asked how it ended. */
    private static final class Silent extends ForwardingContext {
        private final Done done;
        private final Supplier<ContextException> err;

        Silent(Context delegate, Done done, Supplier<ContextException> err) {
            super(delegate);
            this.done = done;
            this.err = err;
        }

        @Override
        public Done done() {
            return done;
        }

        @Override
        public ContextException err() {
            return err.get();
        }

        @Override
        public Throwable cause() {
            throw new IllegalStateException("no cause");
        }
    }

    @Test
    void aCauseWithoutWordsStillCancels() {
        CancelContext context = root.withCancel();
        io.grpc.Context.CancellableContext bridged = GrpcContexts.toGrpc(context);
        started(context);
        Mute mute = new Mute();
        context.cancel(mute);
        assertEquals(List.of(mute), channel.causes);
        assertEquals(Mute.class.getName(), heard.status().getDescription());
        assertSame(mute, heard.status().getCause());
        assertSame(mute, bridged.cancellationCause());
        assertEquals(
                Mute.class.getName(),
                GrpcContexts.toGrpc(root.withTimeoutNanos(0, mute))
                        .cancellationCause()
                        .getMessage());
    }

    @Test
    void aContextThatDoesNotSayHowItEndedStillCancels() {
        ForeignDone mute = new ForeignDone();
        Context context = new Silent(root, mute, () -> {
            throw new IllegalStateException("no err");
        });
        io.grpc.Context.CancellableContext bridged = GrpcContexts.toGrpc(context);
        started(context);
        mute.end();
        assertTrue(bridged.isCancelled());
        assertSame(Context.CANCELED, heard.status().getCause());
        assertEquals(Status.Code.CANCELLED, heard.status().getCode());
    }

    @Test
    void oneThatSaysOnlyThatItWasADeadlineIsBelieved() {
        ForeignDone done = new ForeignDone();
        Context context = new Silent(root, done, () -> Context.DEADLINE_EXCEEDED);
        started(context);
        done.end();
        assertEquals(Status.Code.DEADLINE_EXCEEDED, heard.status().getCode());
    }

    // ---- starts that fail

    @Test
    void aStartThatThrowsAfterTheCallHasStartedCancelsIt() {
        IllegalStateException failure = new IllegalStateException("afterwards");
        channel.onStart = (listener, headers) -> {
            throw failure;
        };
        ForeignDone done = new ForeignDone();
        ClientCall<String, String> call = started(new ForeignForwarding(root, done));
        assertEquals(List.of("start", "cancel not started"), channel.asked);
        assertSame(failure, heard.status().getCause());
        assertEquals(0, done.attached());
        useAll(call);
        assertEquals(2, channel.asked.size(), "it gets nothing more");
    }

    private static void useAll(ClientCall<String, String> call) {
        call.request(2);
        call.setMessageCompression(true);
        call.sendMessage("into nowhere");
        call.halfClose();
        assertFalse(call.isReady());
    }

    /** G6. */
    @Test
    void whatItStillTellsIsNotHeard() {
        channel.closesOnCancel = false;
        channel.onStart = (listener, headers) -> {
            throw new IllegalStateException("afterwards");
        };
        started(root.withCancel());
        heard.status();
        @SuppressWarnings("unchecked")
        ClientCall.Listener<String> listener = (ClientCall.Listener<String>) channel.listener;
        listener.onMessage("late");
        channel.close(Status.OK);
        heard.status();
        assertEquals(List.of(), heard.others);
    }

    /** G8. */
    @Test
    void anErrorIsThrownAndTheCallCancelled() {
        StackOverflowError error = new StackOverflowError();
        Context context = root.withValue(Wire.USER, "ada");
        PropagatedKeys keys = PropagatedKeys.none().and(Wire.USER, Metadata.Key.of("user", new Failing(error)));
        ClientCall<String, String> call = ClientInterceptors.intercept(channel, new ContextClientInterceptor(keys))
                .newCall(Wire.UNARY, Outcome.madeFor(context));
        assertSame(error, assertThrows(StackOverflowError.class, () -> call.start(heard, new Metadata())));
        assertEquals(List.of("cancel not started"), channel.asked);
        assertEquals(List.of(error), channel.causes);
    }

    @Test
    void aMarshallerThatThrowsClosesTheListener() {
        IllegalArgumentException failure = new IllegalArgumentException("unprintable");
        PropagatedKeys keys = PropagatedKeys.none().and(Wire.USER, Metadata.Key.of("user", new Failing(failure)));
        ForeignDone done = new ForeignDone();
        Context context = new ForeignForwarding(root.withValue(Wire.USER, "ada"), done);
        ClientCall<String, String> call = ClientInterceptors.intercept(channel, new ContextClientInterceptor(keys))
                .newCall(Wire.UNARY, Outcome.madeFor(context));
        call.start(heard, new Metadata());
        useAll(call);
        assertEquals(List.of("cancel not started"), channel.asked);
        assertSame(failure, heard.status().getCause());
        assertEquals(0, done.everRegistered());
    }

    /** Cannot write. */
    private record Failing(Throwable failure) implements Metadata.AsciiMarshaller<String> {
        @Override
        public String toAsciiString(String value) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }

        @Override
        public String parseAsciiString(String serialized) {
            return serialized;
        }
    }

    @Test
    void aNullIsNamedAndTheCallCanStillBeStarted() {
        ForeignDone done = new ForeignDone();
        ClientCall<String, String> call = newCall(new ForeignForwarding(root, done));
        NullPointerException noListener =
                assertThrows(NullPointerException.class, () -> call.start(null, new Metadata()));
        assertEquals("listener", noListener.getMessage());
        NullPointerException noHeaders = assertThrows(NullPointerException.class, () -> call.start(heard, null));
        assertEquals("headers", noHeaders.getMessage());
        assertEquals(List.of(), channel.asked);
        assertEquals(List.of(), heard.closes);
        assertEquals(0, done.everRegistered());
        call.start(heard, new Metadata());
        assertEquals(List.of("start"), channel.asked);
        assertEquals(1, done.attached());
    }

    @Test
    void nullsOfInterceptorsAreNamed() {
        ContextClientInterceptor client = new ContextClientInterceptor(Wire.KEYS);
        ContextServerInterceptor server = new ContextServerInterceptor(root, Wire.KEYS);
        assertNamed("keys", () -> new ContextClientInterceptor(null));
        assertNamed("method", () -> client.interceptCall(null, CallOptions.DEFAULT, channel));
        assertNamed("callOptions", () -> client.interceptCall(Wire.UNARY, null, channel));
        assertNamed("next", () -> client.interceptCall(Wire.UNARY, CallOptions.DEFAULT, null));
        assertNamed("base", () -> new ContextServerInterceptor(null, Wire.KEYS));
        assertNamed("keys", () -> new ContextServerInterceptor(root, null));
        assertNamed("call", () -> server.interceptCall(null, new Metadata(), (call, headers) -> null));
    }

    private static void assertNamed(String parameter, Executable call) {
        assertEquals(parameter, assertThrows(NullPointerException.class, call).getMessage());
    }

    @Test
    void aSecondStartIsRefusedAndTheCallGoesOn() {
        CancelContext context = root.withCancel();
        ClientCall<String, String> call = started(context);
        Heard other = new Heard();
        assertThrows(IllegalStateException.class, () -> call.start(other, new Metadata()));
        assertEquals(List.of(), other.closes);
        assertEquals(List.of(), heard.closes);
        call.sendMessage("hello");
        assertEquals(List.of("start", "send hello"), channel.asked);
        context.cancel();
        heard.status();
    }

    @Test
    void aContextThatCannotBeListenedToCancelsTheCall() {
        IllegalStateException failure = new IllegalStateException("no listeners");
        Context context = new ForwardingContext(root) {
            @Override
            public Registration onDone(Runnable action) {
                throw failure;
            }
        };
        useAll(started(context));
        assertEquals(List.of("start", "cancel the context cannot be listened to"), channel.asked);
        assertEquals(List.of(failure), channel.causes);
        assertSame(failure, heard.status().getCause());
    }

    @Test
    void aRuntimeThatIsClosedStillCancels() {
        CancelContext context = root.withCancel();
        started(context);
        CancelContext timed = root.withTimeout(HOUR);
        runtime.close();
        assertEquals(List.of(), heard.closes);
        context.cancel();
        assertSame(Context.CANCELED, heard.status().getCause());
        heard.closes.clear();
        started(timed);
        assertSame(timed.cause(), heard.status().getCause());
        assertTrue(timed.isDone(), "closing a runtime ends what has a timer");
    }

    // ---- the thread that closes the listener

    @Test
    void aCallThatIsNotStartedTellsSoOnItsExecutor() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        CallOptions options = Outcome.madeFor(root.withTimeoutNanos(0)).withExecutor(tasks::add);
        channel.intercepted().newCall(Wire.UNARY, options).start(heard, new Metadata());
        assertEquals(List.of(), heard.closes);
        tasks.remove().run();
        assertEquals(Status.Code.DEADLINE_EXCEEDED, heard.status().getCode());
        assertEquals(List.of("cancel not started"), channel.asked);
    }

    @Test
    void whereThatTakesNothingMoreItTellsAtOnce() {
        CallOptions options = Outcome.madeFor(root.withTimeoutNanos(0)).withExecutor(task -> {
            throw new RejectedExecutionException("shut down");
        });
        channel.intercepted().newCall(Wire.UNARY, options).start(heard, new Metadata());
        assertEquals(Status.Code.DEADLINE_EXCEEDED, heard.status().getCode());
    }

    // ---- closes

    @Test
    void aRegistrationThatCannotBeStoppedDoesNotKeepTheCloseBack() {
        IllegalStateException failure = new IllegalStateException("no stop");
        Context context = new ForwardingContext(root) {
            @Override
            public Registration onDone(Runnable action) {
                return () -> {
                    throw failure;
                };
            }
        };
        started(context);
        assertSame(failure, assertThrows(IllegalStateException.class, () -> channel.close(Status.OK)));
        assertTrue(heard.status().isOk());
    }

    /** G7. */
    @Test
    void anEndInTheMiddleOfASendIsNoMisuse() {
        CancelContext context = root.withCancel();
        ClientCall<String, String> call = started(context);
        channel.onSend = () -> {
            context.cancel();
            throw new IllegalStateException("call was cancelled");
        };
        call.sendMessage("hello");
        assertSame(Context.CANCELED, heard.status().getCause());
        assertEquals("cancel context canceled", channel.asked.get(channel.asked.size() - 1));
    }

    /** The timer of gRPC may cancel a call before the context does. gRPC then refuses messages (O7). */
    @Test
    void norIsARefusalThatIsFasterThanOurOwnCancel() {
        ForeignDone done = new ForeignDone();
        ClientCall<String, String> call = started(new ForeignForwarding(root, done));
        channel.onSend = () -> {
            throw new IllegalStateException("call was cancelled");
        };
        assertThrows(IllegalStateException.class, () -> call.sendMessage("live"));
        done.flag();
        call.sendMessage("ended, and no listener was called");
    }

    @Test
    void theDescriptionOfGrpcsDeadlineIsKept() {
        Because late = new Because("too late");
        CancelContext context = root.withTimeout(HOUR, late);
        started(context);
        channel.closesOnCancel = false;
        context.expireIfDue(in(2 * HOUR_NANOS));
        channel.close(Status.DEADLINE_EXCEEDED.withDescription("waited for a connection"));
        Status status = heard.status();
        assertEquals("too late\nwaited for a connection", status.getDescription());
        assertSame(late, status.getCause());
        assertEquals(
                status.getDescription(), Termination.of(context).status(status).getDescription(), "once is enough");
        CancelContext canceled = root.withCancel();
        canceled.cancel(late);
        assertEquals("too late", Termination.of(canceled).status(status).getDescription(), "that was no deadline");
    }
}
