package dev.curfew.grpc.scenarios;

import static io.grpc.Status.OK;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.CallOptions;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Deadlines, flow control and sizes. */
final class Limits {

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "scenario-timer");
        thread.setDaemon(true);
        return thread;
    });

    private Limits() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("a deadline in the past", play -> {
                    play.client.with(options -> options.withDeadlineAfter(-10, MILLISECONDS));
                    play.client.start().request(1).isClosed();
                }),
                new Scenario("a deadline that passes while the server works", play -> {
                    play.comparesTheClientOnly();
                    play.client.with(options -> options.withDeadlineAfter(50, MILLISECONDS));
                    play.client.start().request(1).isClosed();
                    play.client.cancel().request(1);
                }),
                new Scenario("a deadline that passes in the middle of a stream", play -> {
                    play.comparesTheClientOnly();
                    play.server.on("startCall", () -> play.server.sendHeaders().send("1"));
                    play.client.with(options -> options.withDeadlineAfter(100, MILLISECONDS));
                    play.client.on("onMessage", () -> play.client.request(1));
                    play.client.start().isClosed();
                }),
                new Scenario("a deadline that does not pass", play -> {
                    play.client.with(options -> options.withDeadlineAfter(1, HOURS));
                    Answers.unary(play, "hello");
                    play.server.answers("world");
                    play.client.isClosed();
                }),
                new Scenario("a deadline that is an hour late for a status of the server's", play -> {
                    play.client.with(options -> options.withDeadlineAfter(1, HOURS));
                    Answers.unary(play, "hello");
                    play.server.close(Status.DEADLINE_EXCEEDED.withDescription("of a backend"));
                    play.client.isClosed();
                }),
                new Scenario("a deadline of the surroundings in the past", play -> {
                    play.client.within(io.grpc.Context.ROOT.withDeadlineAfter(-10, MILLISECONDS, TIMER));
                    play.client.start().request(1).isClosed();
                }),
                new Scenario("a deadline of the surroundings that passes", play -> {
                    play.comparesTheClientOnly();
                    play.client.within(io.grpc.Context.ROOT.withDeadlineAfter(50, MILLISECONDS, TIMER));
                    play.client.start().request(1).isClosed();
                }),
                new Scenario("the earlier of two deadlines", play -> {
                    play.comparesTheClientOnly();
                    play.client.within(io.grpc.Context.ROOT.withDeadline(Deadline.after(1, HOURS), TIMER));
                    play.client.with(options -> options.withDeadlineAfter(50, MILLISECONDS));
                    play.client.start().request(1).isClosed();
                }),
                // ---- flow control
                new Scenario("nothing is told that was not requested", play -> {
                    play.client.start();
                    play.server
                            .isCalled()
                            .sendHeaders()
                            .send("1")
                            .send("2")
                            .send("3")
                            .close(OK);
                    play.client.hears("onHeaders").note("nothing yet");
                    for (int i = 1; i <= 3; i++) {
                        play.client.request(1).hears(i, "onMessage");
                    }
                    play.client.isClosed();
                }),
                new Scenario("requests before there is anything", play -> {
                    play.client.start().request(2).request(1);
                    play.server
                            .isCalled()
                            .sendHeaders()
                            .send("1")
                            .send("2")
                            .send("3")
                            .close(OK);
                    play.client.isClosed();
                }),
                new Scenario("a request in each callback", play -> {
                    play.client.on("onHeaders", () -> play.client.request(1));
                    play.client.on("onMessage", () -> play.client.request(1));
                    play.client.start();
                    play.server.isCalled().sendHeaders().send("1").send("2").close(OK);
                    play.client.isClosed();
                }),
                new Scenario("the server takes what it requests", play -> {
                    play.client.start().request(1).send("1").send("2").send("3").halfClose();
                    play.server.isCalled().note("nothing yet");
                    for (int i = 1; i <= 3; i++) {
                        play.server.request(1).hears(i, "onMessage");
                    }
                    play.server.request(1).hears("onHalfClose").close(OK);
                    play.client.isClosed();
                }),
                new Scenario("ready, and no more", play -> {
                    play.client.start().request(1);
                    play.server.isCalled().request(2).awaitsReadiness();
                    play.client.awaitsReadiness().send("1").halfClose().notesReadiness();
                    play.server.hears("onHalfClose").close(OK);
                    play.client.isClosed().notesReadiness();
                }),
                new Scenario("not ready after a cancel", play -> {
                    play.client.start().request(1);
                    play.server.isCalled().request(1);
                    play.client.awaitsReadiness().cancel().isClosed().notesReadiness();
                    play.server.hears("onCancel");
                }),
                // ---- sizes
                new Scenario("an answer of the largest size", play -> {
                    play.client.with(options -> options.withMaxInboundMessageSize(100));
                    Answers.unary(play, "hello");
                    play.server.answers("x".repeat(100));
                    play.client.isClosed();
                }),
                new Scenario("an answer that is too large", play -> {
                    play.comparesTheClientOnly();
                    play.client.with(options -> options.withMaxInboundMessageSize(100));
                    Answers.unary(play, "hello");
                    play.server.answers("x".repeat(101));
                    play.client.isClosed();
                }),
                new Scenario("a message of the largest size", play -> {
                    play.client.with(options -> options.withMaxOutboundMessageSize(100));
                    Answers.unary(play, "x".repeat(100));
                    play.server.answers("fine");
                    play.client.isClosed();
                }),
                new Scenario("a message that is too large", play -> {
                    play.client.with(options -> options.withMaxOutboundMessageSize(100));
                    play.client.start().request(1);
                    play.server.isCalled().request(1);
                    play.client.send("x".repeat(101)).halfClose();
                    if (play.isInProcess()) { // which has no sizes
                        play.server.hears("onMessage").close(OK);
                    } else {
                        play.server.hears("onCancel");
                    }
                    play.client.isClosed();
                }),
                new Scenario("compressed both ways", play -> {
                    play.client.with(options -> options.withCompression("gzip"));
                    play.client
                            .start()
                            .compress(true)
                            .request(1)
                            .send("x".repeat(1_000))
                            .halfClose();
                    play.server.isCalled().request(2).hears("onHalfClose").answers("y".repeat(1_000));
                    play.client.isClosed();
                }),
                new Scenario("a compressor that nobody knows", play -> {
                    play.client.with(options -> options.withCompression("no such"));
                    play.client.start().request(1).isClosed();
                }),
                new Scenario("the options as they are", play -> {
                    CallOptions.Key<String> key = CallOptions.Key.create("scenario");
                    play.client.with(options -> options.withOption(key, "kept").withWaitForReady());
                    Answers.unary(play, "hello");
                    play.server.answers("world");
                    play.client.isClosed();
                }));
    }
}
