package dev.curfew.examples.gateway;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What the gateway counts and times, on whatever thread it happens. */
final class Stats {

    /** Open now, so never reset. */
    final LongAdder sessions = new LongAdder();

    final LongAdder orders = new LongAdder();

    final Counter searchRequests = new Counter();
    final Counter orderRequests = new Counter();
    final Counter deleteRequests = new Counter();
    /** What should not happen: told to a client with a 500 if there is one to be told. */
    final Counter errors = new Counter();

    final Counter cut = new Counter();
    final Counter failed = new Counter();
    final Counter hedged = new Counter();
    final Counter acknowledged = new Counter();
    final Counter cancelled = new Counter();
    final Counter expired = new Counter();
    final Counter disconnected = new Counter();
    final Counter shutDown = new Counter();

    /** Of deadlines that a timer met. */
    final Timings lateness = Timings.exact();
    /** Of those that whoever asks {@code expireIfDue} met first. */
    final Timings latenessPolled = Timings.exact();

    final Timings search = Timings.exact();
    /** Of orders that were: the others take as long as their clients said. */
    final Timings acknowledgement = Timings.exact();
    /** Of event loops: how long each takes to come to what it is given. */
    final Timings loopLag = Timings.toLookAt();
    /** Of the collectors. */
    final Timings pauses = Timings.toLookAt();

    private final ConcurrentMap<Integer, Counter> statuses = new ConcurrentHashMap<>();

    void answered(HttpResponseStatus status) {
        Counter counter = statuses.get(status.code());
        if (counter == null) {
            counter = statuses.computeIfAbsent(status.code(), code -> new Counter());
        }
        counter.increment();
    }

    Map<Integer, Counter> statuses() {
        return statuses;
    }

    private List<Timings> timings() {
        return List.of(lateness, latenessPolled, search, acknowledgement, loopLag, pauses);
    }

    /** On the thread of the figures. */
    void nextSecond() {
        timings().forEach(Timings::nextSecond);
    }

    /** Forgets all but what is open. On the thread of the figures. */
    void reset() {
        List.of(
                        searchRequests,
                        orderRequests,
                        deleteRequests,
                        errors,
                        cut,
                        failed,
                        hedged,
                        acknowledged,
                        cancelled,
                        expired,
                        disconnected,
                        shutDown)
                .forEach(Counter::reset);
        statuses.values().forEach(Counter::reset);
        timings().forEach(Timings::reset);
    }
}
