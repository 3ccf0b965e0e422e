package dev.curfew.grpc.scenarios;

import static io.grpc.Status.OK;

import dev.curfew.kit.Background;
import java.util.ArrayList;
import java.util.List;

/** Calls that one side, or what it does in a callback, cuts short. */
final class Cancels {

    private Cancels() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(List.of(
                new Scenario(
                        "cancelled, and then started",
                        play -> play.client.cancel().start().request(1)),
                new Scenario(
                        "cancelled, and never started",
                        play -> play.client.cancel().note("cancelled")),
                new Scenario("cancelled at once", play -> atOnce(play).cancel().isClosed()),
                new Scenario("cancelled when the server has it", play -> {
                    play.client.start().request(1);
                    play.server.isCalled();
                    play.client.cancel().isClosed();
                    play.server.hears("onCancel").notesWhetherCancelled();
                }),
                new Scenario("cancelled after a message", play -> {
                    play.client.start().request(1).send("hello");
                    play.server.isCalled().request(1).hears("onMessage");
                    play.client.cancel().isClosed();
                    play.server.hears("onCancel");
                }),
                new Scenario("cancelled after the half close", play -> {
                    Answers.unary(play, "hello");
                    play.client.cancel().isClosed();
                    play.server.hears("onCancel");
                }),
                new Scenario("cancelled after the first answer", play -> {
                    play.client.start().request(10);
                    play.server.isCalled().sendHeaders().send("1");
                    play.client.hears("onMessage").cancel().isClosed();
                    play.server.hears("onCancel");
                }),
                new Scenario("cancelled between requests", play -> {
                    play.client.start().request(1);
                    play.server.isCalled().sendHeaders().send("read").send("not read");
                    play.client.hears("onMessage").cancel().isClosed();
                    play.server.hears("onCancel");
                }),
                new Scenario(
                        "cancelled beside answers that were not read, of a call that the server has closed", play -> {
                            play.client.start().request(1);
                            play.server
                                    .isCalled()
                                    .sendHeaders()
                                    .send("read")
                                    .send("not read")
                                    .close(OK);
                            play.server.hears("onComplete");
                            play.client.hears("onMessage").cancel();
                            if (!play.isInProcess()) { // where the listener is never closed
                                play.client.isClosed();
                            }
                        }),
                new Scenario(
                        "cancelled without words",
                        play -> atOnce(play).cancel(null, new Exception()).isClosed()),
                new Scenario(
                        "cancelled without a cause",
                        play -> atOnce(play).cancel("why", null).isClosed()),
                new Scenario(
                        "cancelled with both",
                        play -> atOnce(play).cancel("why", new Exception()).isClosed()),
                new Scenario(
                        "cancelled with neither",
                        play -> atOnce(play).cancel(null, null).isClosed()),
                new Scenario("cancelled twice", play -> {
                    atOnce(play).cancel("one", null).cancel("two", null).isClosed();
                }),
                new Scenario("cancelled by another thread", play -> {
                    play.client.start().request(1);
                    play.server.isCalled();
                    Background.get(Background.start(play.client::cancel));
                    play.client.isClosed();
                    play.server.hears("onCancel");
                }),
                new Scenario("the server cancels by closing", play -> {
                    play.client.start().request(1);
                    play.server.isCalled().close(io.grpc.Status.CANCELLED.withDescription("by the server"));
                    play.client.isClosed();
                }),
                new Scenario("a message in a callback", play -> {
                    play.client.on("onHeaders", () -> play.client.send("in onHeaders"));
                    play.client.start().request(1);
                    play.server
                            .isCalled()
                            .request(1)
                            .sendHeaders()
                            .hears("onMessage")
                            .close(OK);
                    play.client.isClosed();
                }),
                new Scenario("a cancel in a callback of the server's", play -> {
                    play.server.on("onMessage", () -> play.server.close(io.grpc.Status.ABORTED));
                    play.client.start().request(1).send("hello");
                    play.server.isCalled().request(1);
                    play.client.isClosed();
                })));
        for (String callback : List.of("onReady", "onHeaders", "onMessage", "onClose")) {
            all.add(new Scenario("cancelled in " + callback, play -> {
                play.client.on(callback, () -> {
                    play.server.isCalled();
                    play.client.cancel();
                });
                upTo(play, callback);
            }));
            all.add(new Scenario("a listener that throws in " + callback, play -> {
                play.client.on(callback, () -> {
                    play.server.isCalled();
                    throw new IllegalStateException("listener");
                });
                upTo(play, callback);
            }));
        }
        for (String callback : List.of("onMessage", "onHeaders")) {
            all.add(new Scenario("a half close in " + callback, play -> {
                play.client.on(callback, play.client::halfClose);
                play.client.start().request(1);
                play.server.isCalled().request(1).sendHeaders().send("1");
                play.server.hears("onHalfClose").close(OK);
                play.client.isClosed();
            }));
        }
        return all;
    }

    /** The server may see it or not. */
    private static ClientPart atOnce(Play play) {
        play.comparesTheClientOnly();
        return play.client.start();
    }

    /** Up to that callback, in which the call is ended. */
    private static void upTo(Play play, String callback) {
        play.client.start().request(1);
        play.server.isCalled().request(1);
        if (!callback.equals("onReady")) {
            play.server.sendHeaders();
        }
        if (callback.equals("onMessage") || callback.equals("onClose")) {
            play.server.send("1");
        }
        if (callback.equals("onClose")) {
            play.server.close(OK);
        }
        play.client.isClosed();
        play.server.hears(callback.equals("onClose") ? "onComplete" : "onCancel");
    }
}
