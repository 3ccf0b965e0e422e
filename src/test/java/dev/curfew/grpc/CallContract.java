package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.Context;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.ForeignDone;
import io.grpc.Channel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What the tests of calls stand on: servers and channels that are closed in the end. */
abstract class CallContract extends Contract {

    final Served served = new Served();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    final Loopback loopback(Context base) {
        return closedInTheEnd(new Loopback(base, served.service()));
    }

    /** A channel to a server whose base never ends. */
    final Channel channel() {
        return loopback(root).channel();
    }

    final <T extends AutoCloseable> T closedInTheEnd(T closeable) {
        toClose.add(closeable);
        return closeable;
    }

    @AfterEach
    final void closeAll() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
    }

    static void awaitDone(Context context) {
        Background.until("the end of " + context, context::isDone);
    }

    /** That a call ended as its context did; what grpc has to say of a deadline may follow. */
    static void assertEndedBy(Context context, Outcome outcome) {
        Status status = outcome.status();
        Status expected = GrpcContexts.status(context);
        assertEquals(expected.getCode(), status.getCode(), status::toString);
        assertTrue(
                status.getDescription().equals(expected.getDescription())
                        || (context.err().isTimeout()
                                && status.getDescription().startsWith(expected.getDescription() + "\n")),
                status::toString);
        assertSame(context.cause(), status.getCause());
    }

    static void assertNothingAttached(ForeignDone done) {
        Background.until("nothing is registered", () -> done.attached() == 0);
    }
}
