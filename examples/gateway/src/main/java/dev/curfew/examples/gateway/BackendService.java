package dev.curfew.examples.gateway;

import com.google.gson.Gson;
import dev.curfew.grpc.GrpcContexts;
import dev.curfew.grpc.PropagatedKeys;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What gateway and backend processes agree on, without generated code: a method for each replica of each source. */
final class BackendService {

    private static final String NAME = "curfew.gateway.Backends";

    /** Whose work it is crosses the process boundary. */
    static final PropagatedKeys KEYS = PropagatedKeys.none()
            .and(Keys.REQUEST_ID, Metadata.Key.of("request-id", Metadata.ASCII_STRING_MARSHALLER))
            .and(Keys.USER, Metadata.Key.of("user", Metadata.ASCII_STRING_MARSHALLER));

    /** What the process did and was spared since its start. */
    static final MethodDescriptor<String, String> WORK = method("work");

    /** An answer to {@link #WORK}: counts begin anew with another process. */
    record WorkOf(long pid, Backends.Work work) {

        static WorkOf parse(String json) {
            return new Gson().fromJson(json, WorkOf.class);
        }

        String toJson() {
            return new Gson().toJson(this);
        }
    }

    private BackendService() {}

    static MethodDescriptor<String, String> primary(String source) {
        return method(source);
    }

    static MethodDescriptor<String, String> replica(String source) {
        return method(source + "-replica");
    }

    private static MethodDescriptor<String, String> method(String name) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
                .setRequestMarshaller(new Utf8())
                .setResponseMarshaller(new Utf8())
                .build();
    }

    static ServerServiceDefinition of(Backends backends) {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(NAME);
        for (Source source : backends.sources()) {
            service.addMethod(
                    primary(source.name()),
                    ServerCalls.asyncUnaryCall(serving(source.primary().backend())));
            service.addMethod(
                    replica(source.name()),
                    ServerCalls.asyncUnaryCall(serving(source.replica().backend())));
        }
        service.addMethod(WORK, ServerCalls.asyncUnaryCall((nothing, caller) -> {
            caller.onNext(new WorkOf(ProcessHandle.current().pid(), backends.work()).toJson());
            caller.onCompleted();
        }));
        return service.build();
    }

    private static ServerCalls.UnaryMethod<String, String> serving(Backend backend) {
        return (query, caller) -> {
            // An answer that comes too late then goes nowhere. To cut the work is the context's business.
            ((ServerCallStreamObserver<String>) caller).setOnCancelHandler(() -> {});
            backend.call(GrpcContexts.current(), query, new ReplyTo(caller));
        };
    }

    private record ReplyTo(StreamObserver<String> caller) implements Backend.Reply {

        @Override
        public void answered(String answer) {
            caller.onNext(answer);
            caller.onCompleted();
        }

        @Override
        public void failed(Throwable why) {
            caller.onError(Status.fromThrowable(why).asRuntimeException());
        }
    }

    private static final class Utf8 implements MethodDescriptor.Marshaller<String> {

        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
