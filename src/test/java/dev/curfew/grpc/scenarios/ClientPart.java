package dev.curfew.grpc.scenarios;

import dev.curfew.kit.Background;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.function.UnaryOperator;

/** Makes one call, by {@link ClientCall} itself: no stub adds to what is heard. */
final class ClientPart extends Part {

    private Channel channel;
    private CallOptions options;
    private MethodDescriptor<String, String> method = Methods.BIDI_STREAMING;
    private io.grpc.Context surroundings = io.grpc.Context.ROOT;
    private ClientCall<String, String> call;
    private boolean isStarted;

    ClientPart(Channel channel, CallOptions options) {
        this.channel = channel;
        this.options = options;
    }

    // ---- before the call is made

    ClientPart on(Channel channel) {
        this.channel = channel;
        return this;
    }

    ClientPart calls(MethodDescriptor<String, String> method) {
        this.method = method;
        return this;
    }

    ClientPart with(UnaryOperator<CallOptions> change) {
        options = change.apply(options);
        return this;
    }

    ClientPart within(io.grpc.Context surroundings) {
        this.surroundings = surroundings;
        return this;
    }

    /**
     * When it hears of a callback; its name is {@code onHeaders}, {@code onMessage}, {@code onReady} or {@code
     * onClose}.
     */
    ClientPart on(String callback, Runnable reaction) {
        reacts(callback, reaction);
        return this;
    }

    // ---- the call

    private ClientCall<String, String> call() {
        if (call == null) {
            io.grpc.Context previous = surroundings.attach();
            try {
                call = channel.newCall(method, options);
            } finally {
                surroundings.detach(previous);
            }
        }
        return call;
    }

    ClientPart make() {
        call();
        return this;
    }

    ClientPart start() {
        return start(new Metadata());
    }

    ClientPart start(Metadata headers) {
        tries("start", () -> {
            call().start(new Hearing(), headers);
            isStarted = true;
        });
        return this;
    }

    ClientPart request(int messages) {
        tries("request", () -> call().request(messages));
        return this;
    }

    ClientPart send(String message) {
        tries("send", () -> call().sendMessage(message));
        return this;
    }

    ClientPart halfClose() {
        tries("halfClose", () -> call().halfClose());
        return this;
    }

    ClientPart cancel() {
        return cancel("enough", null);
    }

    ClientPart cancel(String why, Throwable cause) {
        tries("cancel", () -> call().cancel(why, cause));
        return this;
    }

    ClientPart compress(boolean on) {
        tries("compress", () -> call().setMessageCompression(on));
        return this;
    }

    // ---- what it notes and waits for

    ClientPart notesReadiness() {
        tries("isReady", () -> note("isReady " + call().isReady()));
        return this;
    }

    ClientPart awaitsReadiness() {
        Background.until("the client is ready", () -> call().isReady());
        return this;
    }

    ClientPart notesAttributes() {
        var address = call().getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        note("remote address: " + (address == null ? "none" : address.getClass().getSimpleName()));
        return this;
    }

    ClientPart hears(String event) {
        awaitHeard(event, 1);
        return this;
    }

    ClientPart hears(int times, String event) {
        awaitHeard(event, times);
        return this;
    }

    ClientPart isClosed() {
        return hears("onClose");
    }

    /** Closed, or never started, as that threw. */
    ClientPart isOver() {
        return isStarted ? isClosed() : this;
    }

    void abandon() {
        if (isStarted && !hasHeard("onClose")) {
            call.cancel("the play is over", null);
        }
    }

    /** Says nothing of onReady, which comes as often as the transport likes. */
    private final class Hearing extends ClientCall.Listener<String> {

        @Override
        public void onHeaders(Metadata headers) {
            hear("onHeaders" + words(headers));
        }

        @Override
        public void onMessage(String message) {
            hear("onMessage " + words(message));
        }

        @Override
        public void onReady() {
            react("onReady");
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            hear("onClose " + words(status) + words(trailers));
        }
    }
}
