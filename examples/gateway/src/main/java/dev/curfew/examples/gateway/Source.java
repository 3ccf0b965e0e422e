package dev.curfew.examples.gateway;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of the things a search asks for: two replicas that can tell, and how long to wait before asking the second. */
record Source(String name, Replica primary, Replica replica, HedgeDelay hedgeDelay) {

    static final String QUOTES = "quotes";
    static final String FUNDAMENTALS = "fundamentals";
    static final String NEWS = "news";

    List<Replica> replicas() {
        return List.of(primary, replica);
    }

    static Source of(String name, Backend primary, Backend replica, long firstHedgeMillis) {
        return new Source(
                name,
                new Replica(name, primary),
                new Replica(name + "-replica", replica),
                new HedgeDelay(TimeUnit.MILLISECONDS.toNanos(firstHedgeMillis)));
    }
}
