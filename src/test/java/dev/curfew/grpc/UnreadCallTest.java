package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.Context;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that the application cancels when the server has closed them, and before it has read what the server sent. */
@EveryCore
class UnreadCallTest extends CallContract {

    private static final int CALLS = 2_000;

    private final ForeignDone done = new ForeignDone();

    /** The in-process transport closes no listener then. */
    @ParameterizedTest
    @EnumSource
    void nothingIsLeft(Transport transport) {
        Transport.Connected connected =
                closedInTheEnd(transport.connect(server -> server.addService(served.service())));
        assertNothingLeft(Loopback.intercept(connected.channel()));
    }

    private void assertNothingLeft(Channel channel) {
        for (int i = 0; i < CALLS; i++) {
            Context context = new ForeignForwarding(root, done);
            ClientCall<String, String> call = channel.newCall(Wire.SERVER_STREAMING, Outcome.madeFor(context));
            Heard heard = new Heard();
            call.start(heard, new Metadata());
            call.request(1);
            call.sendMessage("" + i);
            call.halfClose();
            Served.Call seen = served.next();
            seen.answer.onNext("read");
            seen.answer.onNext("not read");
            seen.answer.onCompleted();
            Background.until("the first answer", () -> !heard.others.isEmpty());
            call.cancel("enough", null);
        }
        assertEquals(0, done.attached());
        assertEquals(CALLS, done.everRegistered());
    }
}
