package dev.curfew.grpc.scenarios;

import static io.grpc.Status.OK;

import io.grpc.Status;
import java.util.List;

/** Methods of a call in an order that is wrong, or late. */
final class Misuses {

    private Misuses() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("never started", play -> play.client.make().note("made")),
                new Scenario("everything before the start", play -> {
                    play.client
                            .request(1)
                            .send("early")
                            .halfClose()
                            .compress(true)
                            .notesReadiness()
                            .notesAttributes();
                    play.client.start().request(1).send("in time").halfClose();
                    play.server.isCalled().request(2).hears("onHalfClose").answers("fine");
                    play.client.isClosed();
                }),
                new Scenario("started twice", play -> {
                    play.client.start().start().request(1).send("hello").halfClose();
                    play.server.isCalled().request(2).hears("onHalfClose").answers("fine");
                    play.client.isClosed();
                }),
                new Scenario("started again when it is closed", play -> {
                    Answers.unary(play, "hello");
                    play.server.answers("world");
                    play.client.isClosed().start();
                }),
                new Scenario("a request of less than nothing", play -> {
                    play.client.start().request(-1).request(1).halfClose();
                    play.server.isCalled().request(1).hears("onHalfClose").answers("one");
                    play.client.isClosed();
                }),
                new Scenario("half closed twice", play -> {
                    play.client.start().request(1).halfClose().halfClose();
                    play.server.isCalled().request(1).hears("onHalfClose").answers("fine");
                    play.client.isClosed();
                }),
                new Scenario("a message after the half close", play -> {
                    play.client.start().request(1).send("in time").halfClose().send("late");
                    play.server.isCalled().request(2).hears("onHalfClose").answers("fine");
                    play.client.isClosed();
                }),
                new Scenario("two messages of a unary call", play -> {
                    Answers.call(play, Methods.UNARY)
                            .request(1)
                            .send("one")
                            .send("two")
                            .halfClose();
                    play.server.isCalled().request(3);
                    play.client.isClosed();
                }),
                new Scenario("no message of a unary call", play -> {
                    Answers.call(play, Methods.UNARY).request(1).halfClose();
                    play.server.isCalled().request(3).hears("onHalfClose").answers("fine");
                    play.client.isClosed();
                }),
                new Scenario("everything after the cancel", play -> {
                    play.comparesTheClientOnly();
                    play.client.start().request(1).cancel();
                    play.client
                            .isClosed()
                            .send("late")
                            .halfClose()
                            .request(1)
                            .compress(true)
                            .cancel()
                            .start();
                    play.client.notesReadiness();
                }),
                new Scenario("everything after the close", play -> {
                    Answers.unary(play, "hello");
                    play.server.answers("world");
                    play.client.isClosed().request(1).compress(false).cancel().cancel("again", null);
                    play.client.send("late").halfClose();
                }),
                new Scenario("the server sends before the headers", play -> {
                    play.client.start().request(1);
                    play.server
                            .isCalled()
                            .send("early")
                            .sendHeaders()
                            .sendHeaders()
                            .send("in time")
                            .close(OK);
                    play.client.isClosed();
                }),
                new Scenario("the server closes twice, and goes on", play -> {
                    play.client.start().request(1);
                    play.server
                            .isCalled()
                            .sendHeaders()
                            .close(OK)
                            .close(Status.ABORTED)
                            .send("late");
                    play.client.isClosed();
                    play.server.hears("onComplete").request(1).sendHeaders();
                }),
                new Scenario("the server goes on after the cancel", play -> {
                    play.client.start().request(1);
                    play.server.isCalled().sendHeaders();
                    play.client.hears("onHeaders").cancel();
                    play.server
                            .hears("onCancel")
                            .send("late")
                            .request(1)
                            .close(OK)
                            .notesWhetherCancelled();
                    play.client.isClosed();
                }),
                new Scenario("a message that cannot be marshalled", play -> {
                    play.client.start().request(1);
                    play.server.isCalled();
                    play.client.send(Methods.UNSPEAKABLE).isClosed();
                    play.server.hears("onCancel");
                }),
                new Scenario("an answer that cannot be marshalled", play -> {
                    play.client.start().request(1);
                    play.server.isCalled().sendHeaders().send(Methods.UNSPEAKABLE);
                    play.client.isClosed();
                }),
                new Scenario("an answer that cannot be read", play -> {
                    play.client.start().request(1);
                    play.server.isCalled().sendHeaders().send("unreadable");
                    play.client.isClosed();
                    play.server.hears("onCancel");
                }),
                new Scenario("a message that the server cannot read", play -> {
                    play.client.start().request(1).send("unreadable");
                    play.server.isCalled().request(1);
                    play.client.isClosed();
                }));
    }
}
