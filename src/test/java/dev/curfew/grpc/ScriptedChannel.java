package dev.curfew.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientCall.Listener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A channel without a transport: it remembers what its calls are asked for, and the test plays their part. */
final class ScriptedChannel extends Channel {

    /** What the last call was made with. */
    CallOptions options;
    /** The last call, as it was given out. */
    ClientCall<?, ?> call;
    /** What start was given, also if it was not for the script. */
    Listener<?> listener;
    /** What calls were asked for, in words, in order. */
    final List<String> asked = new ArrayList<>();
    /** What they were cancelled with. */
    final List<Throwable> causes = new ArrayList<>();

    BiConsumer<Listener<?>, Metadata> onStart = (listener, headers) -> {};
    Runnable onSend = () -> {};
    Runnable onHalfClose = () -> {};
    Runnable onCancel = () -> {};
    /** Closes with the cause of the cancel, as calls of gRPC do. */
    boolean closesOnCancel = true;

    /** Ours before it. */
    Channel intercepted() {
        return Loopback.intercept(this);
    }

    void close(Status status) {
        listener.onClose(status, new Metadata());
    }

    @Override
    public <A, B> ClientCall<A, B> newCall(MethodDescriptor<A, B> method, CallOptions options) {
        this.options = options;
        ClientCall<A, B> made = new Scripted<>();
        call = made;
        return made;
    }

    @Override
    public String authority() {
        return "scripted";
    }

    private final class Scripted<A, B> extends ClientCall<A, B> {

        @Override
        public void start(Listener<B> listener, Metadata headers) {
            asked.add("start");
            ScriptedChannel.this.listener = listener;
            onStart.accept(listener, headers);
        }

        @Override
        public void request(int messages) {
            asked.add("request");
        }

        @Override
        public void cancel(String message, Throwable cause) {
            asked.add("cancel " + message);
            causes.add(cause);
            onCancel.run();
            if (closesOnCancel && listener != null) {
                close(Status.CANCELLED.withDescription(message).withCause(cause));
            }
        }

        @Override
        public void halfClose() {
            asked.add("halfClose");
            onHalfClose.run();
        }

        @Override
        public void sendMessage(A message) {
            asked.add("send " + message);
            onSend.run();
        }
    }
}
