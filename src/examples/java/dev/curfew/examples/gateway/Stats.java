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
    final Counter hedged = new Counter();
    final Counter acknowledged = new Counter();
    final Counter cancelled = new Counter();
    final Counter expired = new Counter();
    final Counter disconnected = new Counter();

    /** Of deadlines that a timer met. */
    final Timings lateness = new Timings();
    /** Of those that whoever asks {@code expireIfDue} met first. */
    final Timings latenessPolled = new Timings();

    final Timings search = new Timings();
    final Timings order = new Timings();

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

    /** Forgets all but what is open. On the thread of the figures. */
    void reset() {
        List.of(
                        searchRequests,
                        orderRequests,
                        deleteRequests,
                        errors,
                        cut,
                        hedged,
                        acknowledged,
                        cancelled,
                        expired,
                        disconnected)
                .forEach(Counter::reset);
        statuses.values().forEach(Counter::reset);
        List.of(lateness, latenessPolled, search, order).forEach(Timings::reset);
    }
}
