package dev.curfew.examples.gateway.load;

import java.io.IOException;
import java.io.PrintStream;

/**
 * Warms up this JVM, the load generator: else the core that comes first would have the colder clients. Its gateway is
 * thrown away, so that each that is measured is warmed up alike.
 */
final class Rehearsal {

    private final Settings settings;
    private final PrintStream out;

    Rehearsal(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /** @throws DemoFailure if something was not answered as it may be */
    void run() throws InterruptedException {
        Outcomes outcomes = GatewayProcess.during(Settings.MUTEX, settings, out, this::load);
        if (!outcomes.errors().isEmpty()) {
            throw new DemoFailure("while the load generator warmed up: " + outcomes.errors());
        }
    }

    private Outcomes load(GatewayProcess gateway) throws IOException, InterruptedException {
        return Load.run(gateway.awaitAddress(), settings.warmup(), gateway::isAlive);
    }
}
