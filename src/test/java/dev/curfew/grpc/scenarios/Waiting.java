package dev.curfew.grpc.scenarios;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.CallOptions;
import java.util.List;

/**
 * Calls on a channel that finds no server: grpc keeps them, over Netty until a name is known, else until there is a
 * server.
 */
final class Waiting {

    private Waiting() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario(
                        "cancelled where nobody is",
                        play -> nobody(play).start().cancel().isClosed()),
                new Scenario("cancelled before the start, where nobody is", play -> {
                    nobody(play).cancel().start().isOver();
                    play.client.request(1).send("late");
                }),
                new Scenario(
                        "never started, where nobody is",
                        play -> nobody(play).make().note("made")),
                new Scenario("everything said, where nobody is", play -> {
                    nobody(play).start().request(2).send("hello").halfClose();
                    play.client.cancel().isClosed().send("late").halfClose().request(1);
                }),
                new Scenario("never ready, where nobody is", play -> {
                    nobody(play)
                            .start()
                            .request(1)
                            .notesReadiness()
                            .cancel()
                            .isClosed()
                            .notesReadiness();
                }),
                new Scenario("started twice, where nobody is", play -> {
                    nobody(play).start().start().cancel().isClosed().start();
                }),
                new Scenario("a deadline that passes where nobody is", play -> {
                    nobody(play).with(options -> options.withDeadlineAfter(50, MILLISECONDS));
                    play.client.start().request(1).isClosed().cancel().request(1);
                }),
                new Scenario("a deadline in the past, where nobody is", play -> {
                    nobody(play).with(options -> options.withDeadlineAfter(-10, MILLISECONDS));
                    play.client.start().request(1).isClosed();
                }),
                new Scenario("cancelled in onClose, where nobody is", play -> {
                    nobody(play)
                            .on("onClose", play.client::cancel)
                            .start()
                            .cancel()
                            .isClosed();
                }));
    }

    private static ClientPart nobody(Play play) {
        play.findsNobody();
        return play.client.with(CallOptions::withWaitForReady);
    }
}
