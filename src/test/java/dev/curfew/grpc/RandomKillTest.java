package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.kit.Background;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import dev.curfew.kit.Seeds;
import io.grpc.Server;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A peer is killed at a random moment, while it and this process call each other as fast as they can: each call ends
 * once in the survivor, and no context or registration is left there. {@code -Dkills=100} for a longer run.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomKillTest {

    private static final int KILLS = Integer.getInteger("kills", 4);
    private static final int LANES = 4;

    @Test
    void theSurvivorIsLeftWithNothing() {
        Seeds.forEach(KILLS, RandomKillTest::killOnce);
    }

    private static void killOnce(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PeerService service = new PeerService(line -> {});
        Server server = Loopback.serve(service.base(), service.service());
        try (service;
                PeerProcess peer = new PeerProcess();
                CancelContext flood = Context.background().withCancel()) {
            Outcome flooded = Outcome.ofUnary(peer.channel(), flood, "flood " + server.getPort() + " " + LANES);
            Load load = new Load(peer, server.getPort());
            List<Future<?>> lanes = new ArrayList<>();
            for (int i = 0; i < LANES; i++) {
                SplittableRandom own = random.split();
                lanes.add(Background.start(() -> load.run(own)));
            }
            int moment = random.nextInt(500);
            Background.until(moment + " calls are over", () -> load.over.get() >= moment);
            peer.kill();
            load.stopped = true;
            lanes.forEach(Background::get);
            assertFalse(flooded.status().isOk());
            load.assertNothingIsLeft();
            Background.until("nothing is served", () -> service.open() == 0);
        } finally {
            server.shutdownNow();
        }
    }

    /** Calls of all kinds, some of which go to the peer and back to this process. */
    private static final class Load {
        private final PeerProcess peer;
        private final int ownPort;
        private final ForeignDone done = new ForeignDone();
        private final Context root = new ForeignForwarding(Context.background(), done);
        private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
        private final AtomicInteger over = new AtomicInteger();
        private volatile boolean stopped;

        Load(PeerProcess peer, int ownPort) {
            this.peer = peer;
            this.ownPort = ownPort;
        }

        void run(SplittableRandom random) {
            while (!stopped) {
                once(random);
            }
            for (int i = 0; i < 5; i++) {
                once(random); // after its death
            }
        }

        private void once(SplittableRandom random) {
            try (CancelContext context = root.withTimeoutNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(20)))) {
                Outcome outcome = call(random, context);
                outcomes.add(outcome);
                if (random.nextInt(3) == 0) {
                    context.cancel();
                }
                outcome.status();
                over.incrementAndGet();
            }
        }

        private Outcome call(SplittableRandom random, Context context) {
            return switch (random.nextInt(5)) {
                // For the root itself, which goes on: what is left of the call is left there.
                case 0 -> Outcome.ofUnary(peer.channel(), root, "echo root");
                case 1 -> Outcome.ofUnary(peer.channel(), context, "echo short");
                case 2 -> Outcome.ofUnary(peer.channel(), context, "hang short");
                case 3 -> Outcome.ofUnary(peer.channel(), context, "forward " + ownPort + " hang back");
                default -> stream(random, context);
            };
        }

        private Outcome stream(SplittableRandom random, Context context) {
            Outcome outcome = new Outcome();
            StreamObserver<String> requests = ClientCalls.asyncBidiStreamingCall(
                    peer.channel().newCall(Wire.BIDI_STREAMING, Outcome.madeFor(context)), outcome);
            for (int i = random.nextInt(10); i > 0; i--) {
                requests.onNext("message");
            }
            if (random.nextBoolean()) {
                requests.onCompleted();
            }
            return outcome;
        }

        void assertNothingIsLeft() {
            Background.until("nothing is registered", () -> done.attached() == 0);
            outcomes.forEach(Outcome::status); // once more: none has ended twice
        }
    }
}
