package dev.curfew.grpc.scenarios;

import static io.grpc.Status.OK;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/** Calls that the server closes, well or badly. */
final class Answers {

    private Answers() {}

    private static final String LARGE = "x".repeat(1 << 20);

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(List.of(
                new Scenario("unary", play -> {
                    unary(play, "hello");
                    play.server.answers("world").hears("onComplete");
                    play.client.isClosed();
                }),
                new Scenario("unary, large", play -> {
                    unary(play, LARGE);
                    play.server.answers(LARGE).hears("onComplete");
                    play.client.isClosed();
                }),
                new Scenario("unary, empty", play -> {
                    unary(play, "");
                    play.server.answers("").hears("onComplete");
                    play.client.isClosed();
                }),
                new Scenario("unary without headers", play -> {
                    unary(play, "hello");
                    play.server.close(Status.ABORTED.withDescription("no"));
                    play.client.isClosed();
                }),
                new Scenario("unary without an answer", play -> {
                    unary(play, "hello");
                    play.server.sendHeaders().close(OK);
                    play.client.isClosed();
                }),
                new Scenario("unary with two answers", play -> {
                    unary(play, "hello");
                    play.server.sendHeaders().send("one").send("two").close(OK);
                    play.client.isClosed();
                }),
                new Scenario("unary that fails after the answer", play -> {
                    unary(play, "hello");
                    play.server.sendHeaders().send("world").close(Status.DATA_LOSS);
                    play.client.isClosed();
                }),
                new Scenario("server streaming of three", play -> {
                    call(play, Methods.SERVER_STREAMING)
                            .request(10)
                            .send("count")
                            .halfClose();
                    play.server.isCalled().request(2).hears("onHalfClose");
                    play.server.sendHeaders().send("1").send("2").send("3").close(OK);
                    play.client.isClosed();
                }),
                new Scenario("server streaming of nothing", play -> {
                    call(play, Methods.SERVER_STREAMING)
                            .request(1)
                            .send("count")
                            .halfClose();
                    play.server.isCalled().request(2).hears("onHalfClose");
                    play.server.close(OK);
                    play.client.isClosed();
                }),
                new Scenario("server streaming that fails in the middle", play -> {
                    call(play, Methods.SERVER_STREAMING)
                            .request(10)
                            .send("count")
                            .halfClose();
                    play.server.isCalled().request(2).hears("onHalfClose");
                    play.server.sendHeaders().send("1").close(Status.INTERNAL.withDescription("broken"));
                    play.client.isClosed();
                }),
                new Scenario("client streaming of three", play -> {
                    call(play, Methods.CLIENT_STREAMING)
                            .request(2)
                            .send("1")
                            .send("2")
                            .send("3")
                            .halfClose();
                    play.server.isCalled().request(10).hears("onHalfClose");
                    play.server.answers("6").hears("onComplete");
                    play.client.isClosed();
                }),
                new Scenario("client streaming of nothing", play -> {
                    call(play, Methods.CLIENT_STREAMING).request(2).halfClose();
                    play.server.isCalled().request(1).hears("onHalfClose");
                    play.server.answers("0");
                    play.client.isClosed();
                }),
                new Scenario("client streaming that is answered before its end", play -> {
                    call(play, Methods.CLIENT_STREAMING).request(2).send("1");
                    play.server.isCalled().request(10).hears("onMessage");
                    play.server.answers("enough");
                    play.client.isClosed().send("2").halfClose();
                }),
                new Scenario("client streaming that fails before a message", play -> {
                    call(play, Methods.CLIENT_STREAMING).request(2);
                    play.server.isCalled().close(Status.PERMISSION_DENIED.withDescription("not you"));
                    play.client.isClosed().send("1").halfClose();
                }),
                new Scenario("ping-pong", play -> {
                    call(play, Methods.BIDI_STREAMING).request(10);
                    play.server.isCalled().request(10).sendHeaders();
                    for (int i = 1; i <= 3; i++) {
                        play.client.send("ping");
                        play.server.hears(i, "onMessage").send("pong");
                        play.client.hears(i, "onMessage");
                    }
                    play.client.halfClose();
                    play.server.hears("onHalfClose").close(OK).hears("onComplete");
                    play.client.isClosed();
                }),
                new Scenario("both half closed, and nothing said", play -> {
                    call(play, Methods.BIDI_STREAMING).request(1).halfClose();
                    play.server.isCalled().request(1).hears("onHalfClose").close(OK);
                    play.client.isClosed();
                }),
                new Scenario("the server goes on after the half close", play -> {
                    call(play, Methods.BIDI_STREAMING).request(10).halfClose();
                    play.server.isCalled().request(1).hears("onHalfClose");
                    play.server.sendHeaders().send("1").send("2").close(OK);
                    play.client.isClosed();
                }),
                new Scenario("the server ends in the middle", play -> {
                    call(play, Methods.BIDI_STREAMING).request(10).send("1");
                    play.server.isCalled().request(1).hears("onMessage");
                    play.server.close(Status.RESOURCE_EXHAUSTED);
                    play.client.isClosed().send("2").request(1).halfClose();
                }),
                new Scenario("large both ways", play -> {
                    call(play, Methods.BIDI_STREAMING)
                            .request(10)
                            .send(LARGE)
                            .send(LARGE)
                            .halfClose();
                    play.server.isCalled().request(10).hears("onHalfClose");
                    play.server.sendHeaders().send(LARGE).send(LARGE).close(OK);
                    play.client.isClosed();
                }),
                new Scenario("a description with what is not ASCII", play -> {
                    unary(play, "hello");
                    play.server.close(Status.UNKNOWN.withDescription("\t\ntest ☺ \ud83d\ude08 100% \r\n"));
                    play.client.isClosed();
                }),
                new Scenario("a cause stays where it is", play -> {
                    unary(play, "hello");
                    play.server.close(Status.INTERNAL.withCause(new IllegalStateException("private")));
                    play.client.isClosed();
                }),
                new Scenario("trailers without headers", play -> {
                    unary(play, "hello");
                    play.server.close(Status.NOT_FOUND, Surroundings.metadata("trailer"));
                    play.client.isClosed();
                }),
                new Scenario("a method that nobody serves", play -> {
                    call(play, Methods.UNKNOWN)
                            .request(1)
                            .send("hello")
                            .halfClose()
                            .isClosed();
                }),
                new Scenario("a service that nobody serves", play -> {
                    call(play, Methods.OF_NO_SERVICE)
                            .request(1)
                            .send("hello")
                            .halfClose()
                            .isClosed();
                }),
                new Scenario("a handler that throws when it is called", play -> {
                    play.server.on("startCall", Answers::fail);
                    call(play, Methods.BIDI_STREAMING).request(1).isClosed();
                }),
                new Scenario("a handler that throws at a message", play -> {
                    play.server.on("onMessage", Answers::fail);
                    call(play, Methods.BIDI_STREAMING).request(1).send("hello");
                    play.server.isCalled().request(1);
                    play.client.isClosed();
                }),
                new Scenario("a handler that throws at the half close", play -> {
                    play.server.on("onHalfClose", Answers::fail);
                    call(play, Methods.BIDI_STREAMING).request(1).halfClose();
                    play.server.isCalled().request(1);
                    play.client.isClosed();
                }),
                new Scenario("a handler that throws when the call is complete", play -> {
                    play.server.on("onComplete", Answers::fail);
                    unary(play, "hello");
                    play.server.answers("world").hears("onComplete");
                    play.client.isClosed();
                })));
        for (Status.Code code : Status.Code.values()) {
            if (code != Status.Code.OK) {
                all.add(new Scenario("closed with " + code, play -> {
                    unary(play, "hello");
                    play.server.close(code.toStatus().withDescription("as asked"));
                    play.client.isClosed();
                }));
            }
        }
        return all;
    }

    private static void fail() {
        throw new IllegalStateException("handler");
    }

    static ClientPart call(Play play, MethodDescriptor<String, String> method) {
        return play.client.calls(method).start(new Metadata());
    }

    /** As stubs do it; the server has all of it. */
    static void unary(Play play, String message) {
        call(play, Methods.UNARY).request(2).send(message).halfClose();
        play.server.isCalled().request(2).hears("onHalfClose");
    }
}
