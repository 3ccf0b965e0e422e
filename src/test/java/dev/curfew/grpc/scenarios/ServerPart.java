package dev.curfew.grpc.scenarios;

import dev.curfew.kit.Background;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;

/** Serves one call, by {@link ServerCall} itself. It requests, sends and closes only what the play says. */
final class ServerPart extends Part implements ServerCallHandler<String, String> {

    private volatile ServerCall<String, String> call;
    private volatile boolean isServing;

    ServerServiceDefinition service() {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(Methods.SERVICE);
        Methods.ALL.forEach(method -> service.addMethod(method, this));
        return service.build();
    }

    @Override
    public ServerCall.Listener<String> startCall(ServerCall<String, String> call, Metadata headers) {
        this.call = call;
        hear("startCall " + call.getMethodDescriptor().getType() + words(headers));
        isServing = true;
        return new Hearing();
    }

    /** When it hears of a callback: {@code startCall}, {@code onMessage}, {@code onHalfClose} and so on. */
    ServerPart on(String callback, Runnable reaction) {
        reacts(callback, reaction);
        return this;
    }

    // ---- the call

    ServerPart isCalled() {
        Background.until("the call arrives", () -> isServing);
        return this;
    }

    ServerPart request(int messages) {
        tries("request", () -> call.request(messages));
        return this;
    }

    ServerPart sendHeaders() {
        return sendHeaders(new Metadata());
    }

    ServerPart sendHeaders(Metadata headers) {
        tries("sendHeaders", () -> call.sendHeaders(headers));
        return this;
    }

    ServerPart send(String message) {
        tries("send", () -> call.sendMessage(message));
        return this;
    }

    ServerPart close(Status status) {
        return close(status, new Metadata());
    }

    ServerPart close(Status status, Metadata trailers) {
        tries("close", () -> call.close(status, trailers));
        return this;
    }

    /** Headers, one message and a close. */
    ServerPart answers(String message) {
        return sendHeaders().send(message).close(Status.OK);
    }

    // ---- what it notes and waits for

    ServerPart notesWhetherCancelled() {
        note("isCancelled " + call.isCancelled());
        return this;
    }

    ServerPart notesAuthority() {
        note("authority " + masked(String.valueOf(call.getAuthority())));
        return this;
    }

    ServerPart awaitsReadiness() {
        Background.until("the server is ready", () -> call.isReady());
        return this;
    }

    ServerPart hears(String event) {
        awaitHeard(event, 1);
        return this;
    }

    ServerPart hears(int times, String event) {
        awaitHeard(event, times);
        return this;
    }

    /** Of a call that it serves. */
    void awaitEnd() {
        Background.until("the end of the server's call", () -> !isServing || hasHeard("onC"));
    }

    /** Says nothing of onReady, which comes as often as the transport likes. */
    private final class Hearing extends ServerCall.Listener<String> {

        @Override
        public void onMessage(String message) {
            hear("onMessage " + words(message));
        }

        @Override
        public void onHalfClose() {
            hear("onHalfClose");
        }

        @Override
        public void onCancel() {
            hear("onCancel");
        }

        @Override
        public void onComplete() {
            hear("onComplete");
        }
    }
}
