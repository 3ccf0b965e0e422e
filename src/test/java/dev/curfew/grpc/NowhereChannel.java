package dev.curfew.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** A channel whose calls cannot be started. */
final class NowhereChannel extends Channel {

    private final Runnable onNewCall;

    NowhereChannel(Runnable onNewCall) {
        this.onNewCall = onNewCall;
    }

    @Override
    public <A, B> ClientCall<A, B> newCall(MethodDescriptor<A, B> method, CallOptions options) {
        onNewCall.run();
        return new ClientCall<>() {
            @Override
            public void start(Listener<B> listener, Metadata headers) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void request(int messages) {}

            @Override
            public void cancel(String message, Throwable cause) {}

            @Override
            public void halfClose() {}

            @Override
            public void sendMessage(A message) {}
        };
    }

    @Override
    public String authority() {
        return "nowhere";
    }
}
