package dev.curfew.examples.gateway.load;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A gateway from its start to its end, with a load in between, and a census on either side of that. */
final class Round {

    private static final long POLL_MILLIS = 50;
    /** For connections to end at the gateway, too. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Enough for what goes later than it ends: a timer, say, within ten milliseconds of its cancellation. */
    private static final int MOST_CENSUSES = 10;

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
        return GatewayProcess.during(core, settings, out, this::measure);
    }

    private RoundResult measure(GatewayProcess gateway) throws IOException, InterruptedException {
        URI address = gateway.awaitAddress();
        out.println("  watch it on " + address);
        Admin admin = new Admin(address);
        Stats idle = admin.stats();
        Census start = quietCensus(admin, idle);
        Outcomes warmup = Load.run(address, settings.warmup(), gateway::isAlive);
        awaitIdle(admin, idle);
        admin.resetStats();
        Stats before = admin.stats();
        Duration cpuBefore = gateway.cpuTime();
        Outcomes outcomes = Load.run(address, settings.load(), gateway::isAlive);
        Stats after = awaitIdle(admin, idle);
        Duration cpuTime = gateway.cpuTime().minus(cpuBefore);
        Proof proof = prove(admin, idle, start);
        return new RoundResult(core, number, warmup, outcomes, cpuTime, before, after, proof);
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

    private static Census censusWhenIdle(Admin admin, Stats idle) throws IOException, InterruptedException {
        awaitIdle(admin, idle);
        return admin.census();
    }

    /** One that has nothing of the connection that asked before: what is compared with it hides nothing behind that. */
    private static Census quietCensus(Admin admin, Stats idle) throws IOException, InterruptedException {
        Census census = censusWhenIdle(admin, idle);
        for (int taken = 1; !census.isQuiet(); taken++) {
            if (taken == MOST_CENSUSES) {
                throw new DemoFailure("before the first client there are on the heap: " + census.others());
            }
            census = censusWhenIdle(admin, idle);
        }
        return census;
    }

    /** What is left, is left in each census: that of the connection that asked before, say, goes a little later. */
    private static Proof prove(Admin admin, Stats idle, Census start) throws IOException, InterruptedException {
        Census end = censusWhenIdle(admin, idle);
        Proof proof = new Proof(start, end);
        for (int taken = 1; taken < MOST_CENSUSES && !proof.left().isEmpty(); taken++) {
            end = end.least(censusWhenIdle(admin, idle));
            proof = new Proof(start, end);
        }
        return proof;
    }
}
