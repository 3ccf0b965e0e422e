package dev.curfew.examples.gateway;

import dev.curfew.Context;
import dev.curfew.grpc.GrpcContexts;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

/** A backend in another process. The context goes along: its deadline, its end, and the keys that are declared. */
record GrpcBackend(Channel channel, MethodDescriptor<String, String> method) implements Backend {

    @Override
    public void call(Context context, String query, Reply reply) {
        CallOptions options = CallOptions.DEFAULT.withOption(GrpcContexts.CONTEXT, context);
        ClientCalls.asyncUnaryCall(channel.newCall(method, options), query, new Observer(context, reply));
    }

    /** Between an answer and the call's end there may be an error, which is then the outcome. */
    private static final class Observer implements StreamObserver<String> {

        private final Context context;
        private final Reply reply;
        private String answer = "";

        Observer(Context context, Reply reply) {
            this.context = context;
            this.reply = reply;
        }

        @Override
        public void onNext(String text) {
            answer = text;
        }

        @Override
        public void onError(Throwable why) {
            Status.Code code = Status.fromThrowable(why).getCode();
            if (context.isDone() || code == Status.Code.DEADLINE_EXCEEDED) {
                return; // no failure of the backend's: nobody waits any more, by its clock or by ours
            }
            reply.failed(code == Status.Code.UNAVAILABLE ? new BackendAway(why) : why);
        }

        @Override
        public void onCompleted() {
            reply.answered(answer);
        }
    }
}
