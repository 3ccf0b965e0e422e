package dev.curfew.grpc.scenarios;

import static io.grpc.Status.OK;

import io.grpc.CallCredentials;
import io.grpc.Context.CancellableContext;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/** Metadata, and what a call has around it: contexts of grpc's, executors, credentials, and channels that shut down. */
final class Surroundings {

    private static final io.grpc.Context.Key<String> VALUE = io.grpc.Context.key("scenario");

    private Surroundings() {}

    /** Text, twice under one name, and bytes. */
    static Metadata metadata(String name) {
        Metadata metadata = new Metadata();
        Metadata.Key<String> text = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
        metadata.put(text, "one");
        metadata.put(text, "two, three");
        metadata.put(Metadata.Key.of(name + "-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[] {-1, 0, 1});
        return metadata;
    }

    static List<Scenario> all() {
        return List.of(
                new Scenario("metadata of all kinds", play -> {
                    play.client
                            .calls(Methods.UNARY)
                            .start(metadata("request"))
                            .request(2)
                            .send("hello")
                            .halfClose();
                    play.server.isCalled().request(2).hears("onHalfClose");
                    play.server.sendHeaders(metadata("answer")).send("world").close(OK, metadata("trailer"));
                    play.client.isClosed();
                }),
                new Scenario("metadata of a stream", play -> {
                    play.client.start(metadata("request")).request(10).send("1");
                    play.server.isCalled().request(10).sendHeaders(metadata("answer"));
                    play.client.hears("onHeaders").send("2").halfClose();
                    play.server.hears("onHalfClose").send("1").close(Status.ABORTED, metadata("trailer"));
                    play.client.isClosed();
                }),
                new Scenario("names that are grpc's own", play -> {
                    Metadata headers = new Metadata();
                    for (String name :
                            List.of("content-type", "te", "user-agent", "grpc-encoding", "content-encoding")) {
                        headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "mine");
                    }
                    play.client.start(headers).request(1).halfClose();
                    play.server.isCalled().request(1).hears("onHalfClose").answers("fine");
                    play.client.isClosed();
                }),
                new Scenario("an authority of the call's own", play -> {
                    play.client.with(options -> options.withAuthority("example.org"));
                    play.client.start().request(1).halfClose();
                    play.server
                            .isCalled()
                            .notesAuthority()
                            .request(1)
                            .hears("onHalfClose")
                            .answers("fine");
                    play.client.isClosed();
                }),
                new Scenario("the authority of the channel", play -> {
                    play.client.start().request(1).halfClose();
                    play.server
                            .isCalled()
                            .notesAuthority()
                            .request(1)
                            .hears("onHalfClose")
                            .answers("fine");
                    play.client.isClosed();
                }),
                new Scenario("attributes of a call under way", play -> {
                    play.client.make().notesAttributes();
                    Answers.unary(play, "hello");
                    play.server.answers("world");
                    play.client.isClosed().notesAttributes();
                }),
                // ---- contexts of grpc's
                new Scenario("values of the surroundings in each callback", play -> {
                    for (String callback : List.of("onHeaders", "onMessage", "onClose")) {
                        play.client.on(callback, () -> play.client.note(callback + " " + VALUE.get()));
                    }
                    play.client.within(io.grpc.Context.ROOT.withValue(VALUE, "theirs"));
                    Answers.unary(play, "hello");
                    play.server.answers("world");
                    play.client.isClosed();
                }),
                new Scenario("surroundings that are cancelled before", play -> {
                    play.client.within(cancelled(new IllegalStateException("over")));
                    play.client.start().request(1).isClosed().send("late").cancel();
                }),
                new Scenario("surroundings that timed out before", play -> {
                    play.client.within(cancelled(new TimeoutException("over")));
                    play.client.start().request(1).isClosed();
                }),
                new Scenario("surroundings that are cancelled without a cause", play -> {
                    play.client.within(cancelled(null));
                    play.client.start().request(1).isClosed();
                }),
                new Scenario("surroundings that are cancelled meanwhile", play -> {
                    CancellableContext surroundings = io.grpc.Context.ROOT.withCancellation();
                    play.client.within(surroundings);
                    play.client.start().request(1);
                    play.server.isCalled();
                    surroundings.cancel(new IllegalStateException("over"));
                    play.client.isClosed().send("late");
                    play.server.hears("onCancel");
                }),
                new Scenario("surroundings that are cancelled afterwards", play -> {
                    CancellableContext surroundings = io.grpc.Context.ROOT.withCancellation();
                    play.client.within(surroundings);
                    Answers.unary(play, "hello");
                    play.server.answers("world");
                    play.client.isClosed();
                    surroundings.cancel(null);
                }),
                // ---- executors and credentials
                new Scenario("callbacks on an executor of the call's", play -> {
                    ExecutorService executor =
                            Executors.newSingleThreadExecutor(task -> new Thread(task, "the call's"));
                    for (String callback : List.of("onHeaders", "onMessage", "onClose")) {
                        play.client.on(
                                callback,
                                () -> play.client.note(callback + " on "
                                        + Thread.currentThread().getName()));
                    }
                    play.client.with(options -> options.withExecutor(executor));
                    Answers.unary(play, "hello");
                    play.server.answers("world");
                    play.client.isClosed();
                    executor.shutdown();
                }),
                new Scenario("callbacks on the thread that brings them", play -> {
                    play.client.with(options -> options.withExecutor(Runnable::run));
                    Answers.unary(play, "hello");
                    play.server.answers("world");
                    play.client.isClosed();
                }),
                new Scenario("credentials", play -> {
                    play.client.with(options -> options.withCallCredentials(new Credentials(null)));
                    Answers.unary(play, "hello");
                    play.server.answers("world");
                    play.client.isClosed();
                }),
                new Scenario("credentials that are not to be had", play -> {
                    Status status = Status.UNAUTHENTICATED.withDescription("nobody");
                    play.client.with(options -> options.withCallCredentials(new Credentials(status)));
                    play.client.start().request(1).isClosed();
                }),
                // ---- shutdowns
                new Scenario("the channel shuts down at once", play -> {
                    play.client.start().request(1);
                    play.server.isCalled();
                    play.connection().shutdownNow();
                    play.client.isClosed();
                    play.server.hears("onCancel");
                }),
                new Scenario("the channel shuts down when the call is over", play -> {
                    play.client.start().request(2);
                    play.server.isCalled().request(2);
                    play.connection().shutdown();
                    play.client.send("hello").halfClose();
                    play.server.hears("onHalfClose").answers("world");
                    play.client.isClosed();
                }),
                new Scenario("the channel has shut down", play -> {
                    play.connection().shutdownNow();
                    play.client.start().request(1).isClosed();
                }),
                new Scenario("the server shuts down at once", play -> {
                    play.client.start().request(1);
                    play.server.isCalled();
                    play.host().shutdownNow();
                    play.client.isClosed();
                    play.server.hears("onCancel");
                }),
                new Scenario("the server shuts down when the call is over", play -> {
                    Answers.unary(play, "hello");
                    play.host().shutdown();
                    play.server.answers("world");
                    play.client.isClosed();
                }));
    }

    private static io.grpc.Context cancelled(Throwable cause) {
        CancellableContext cancelled = io.grpc.Context.ROOT.withCancellation();
        cancelled.cancel(cause);
        return cancelled;
    }

    /** Metadata for each call, or a failure. */
    private static final class Credentials extends CallCredentials {
        private final Status failure;

        Credentials(Status failure) {
            this.failure = failure;
        }

        @Override
        public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
            if (failure == null) {
                applier.apply(metadata("credentials"));
            } else {
                applier.fail(failure);
            }
        }
    }
}
