package dev.curfew.examples.gateway;

import dev.curfew.Context;
import dev.curfew.grpc.GrpcContexts;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

/** A backend in another process. The context goes along: its deadline, its end, and the keys that are declared. */
record GrpcBackend(Channel channel, MethodDescriptor<String, String> method) implements Backend {

    @Override
    public void call(Context context, String query, Reply reply) {
        CallOptions options = CallOptions.DEFAULT.withOption(GrpcContexts.CONTEXT, context);
        ClientCalls.asyncUnaryCall(channel.newCall(method, options), query, new Observer(reply));
    }

    /** Between an answer and the call's end there may be an error, which is then the outcome. */
    private static final class Observer implements StreamObserver<String> {

        private final Reply reply;
        private String answer = "";

        Observer(Reply reply) {
            this.reply = reply;
        }

        @Override
        public void onNext(String text) {
            answer = text;
        }

        @Override
        public void onError(Throwable why) {
            reply.failed(why);
        }

        @Override
        public void onCompleted() {
            reply.answered(answer);
        }
    }
}
