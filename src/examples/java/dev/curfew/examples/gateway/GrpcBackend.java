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

    private record Observer(Reply reply) implements StreamObserver<String> {

        @Override
        public void onNext(String answer) {
            reply.answered(answer);
        }

        @Override
        public void onError(Throwable why) {
            reply.failed(why);
        }

        @Override
        public void onCompleted() {
            // After the answer there is nothing more to say.
        }
    }
}
