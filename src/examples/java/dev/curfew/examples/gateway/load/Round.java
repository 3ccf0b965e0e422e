package dev.curfew.examples.gateway.load;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** A gateway from its start to its end, with a load in between, and a census on either side of that. */
final class Round {

    private static final long POLL_MILLIS = 50;
    /** For connections to end at the gateway, too. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** The library lets go of a timer within some 10 ms, and needs its owner's turn for that. */
    private static final int CENSUSES = 5;

    private final String core;
    private final int number;
    private final Settings settings;
    private final PrintStream out;

    Round(String core, int number, Settings settings, PrintStream out) {
        this.core = core;
        this.number = number;
        this.settings = settings;
        this.out = out;
    }

    /** @throws DemoFailure if there is no result */
    RoundResult run() throws InterruptedException {
        try (GatewayProcess gateway = GatewayProcess.start(core, settings, out)) {
            try {
                RoundResult result = measure(gateway);
                gateway.stop();
                return result;
            } catch (IOException e) {
                throw new DemoFailure(
                        gateway.isAlive() ? "the gateway does not answer: " + e : gateway.death());
            }
        } catch (IOException e) {
            throw new DemoFailure("no gateway: " + e.getMessage());
        }
    }

    private RoundResult measure(GatewayProcess gateway) throws IOException, InterruptedException {
        URI address = gateway.awaitAddress();
        out.println("  watch it on " + address);
        Admin admin = new Admin(address);
        Census start = admin.census();
        Stats idle = admin.stats();
        Outcomes warmup = Load.run(address, settings.warmup(), gateway::isAlive);
        awaitIdle(admin, idle);
        Census warm = admin.census();
        admin.resetStats();
        Stats before = admin.stats();
        Outcomes outcomes = Load.run(address, settings.load(), gateway::isAlive);
        Stats after = awaitIdle(admin, idle);
        return new RoundResult(core, number, warmup, outcomes, before, after, prove(admin, start, warm));
    }

    /** Waits until no more is open than was then. */
    private static Stats awaitIdle(Admin admin, Stats then) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Stats now = admin.stats();
        while (!now.isAsIdleAs(then)) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new DemoFailure("after the last disconnect there are still " + now.open() + ", at the start were "
                        + then.open() + "; is a browser watching? Its connections count");
            }
            Thread.sleep(POLL_MILLIS);
            now = admin.stats();
        }
        return now;
    }

    private static Proof prove(Admin admin, Census start, Census warm) throws IOException, InterruptedException {
        Proof proof = new Proof(start, warm, admin.census());
        for (int taken = 1; taken < CENSUSES && !proof.left().isEmpty(); taken++) {
            Thread.sleep(POLL_MILLIS);
            proof = new Proof(start, warm, admin.census());
        }
        return proof;
    }
}
