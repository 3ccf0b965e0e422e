package dev.curfew.examples.gateway.load;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What became of the operations of a load. One thread's at a time. */
final class Outcomes {

    /** How searches ended that nobody left: with what all sources say, with that of some, with nothing. */
    record SearchAnswers(long complete, long partial, long timedOut) {}

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long MILLISECOND = 1_000_000;
    private static final int OK = 200;
    private static final int CANCELLED = 409;
    private static final int TIMED_OUT = 504;

    private final long scheduleNanos;
    private final Map<Latency, Histogram> latencies = new EnumMap<>(Latency.class);
    private final Map<Kind, Map<Integer, Long>> answers = new EnumMap<>(Kind.class);
    private final Map<String, Long> errors = new TreeMap<>();
    private long offered;
    private long answered;
    private long answeredInTime;
    private long partial;
    private long vanished;
    private long queued;

    /** @param scheduleNanos how long the load lasts */
    Outcomes(long scheduleNanos) {
        this.scheduleNanos = scheduleNanos;
        for (Latency latency : Latency.values()) {
            latencies.put(latency, new Histogram(LONGEST_NANOS, 3));
        }
    }

    // ---- recording; now and due are counted from the start of the schedule

    void started(Operation operation, long now) {
        record(Latency.GENERATOR, now - operation.dueNanos());
        if (operation.kind().isTimed()) {
            offered++;
        } else if (operation.kind() == Kind.HANG_UP) {
            vanished++;
        }
    }

    /** No connection was left: it waits for one, and its time goes on. */
    void queued() {
        queued++;
    }

    /** @param sent when its request was sent, which may be later than it was due */
    void answered(Operation operation, Answer answer, long sent, long now) {
        int status = answer.status();
        answered++;
        if (now <= scheduleNanos) {
            answeredInTime++;
        }
        if (answer.partial()) {
            partial++;
        }
        answers.computeIfAbsent(operation.kind(), kind -> new TreeMap<>()).merge(status, 1L, Long::sum);
        check(operation, status, now - sent);
        recordTimes(operation, status, now);
    }

    /** A deadline that has passed sooner than its time after the request was sent has passed too soon. */
    void check(Operation operation, int status, long tookNanos) {
        if (!operation.kind().expects(status)) {
            error(operation.kind() + " answered with " + status);
        } else if (status == TIMED_OUT && tookNanos < operation.timeoutMillis() * MILLISECOND) {
            error(operation.kind() + " answered with " + status + " before its deadline");
        }
    }

    /** Counts with the time that it has waited by now. */
    void unanswered(Operation operation, long now) {
        error(operation.kind() + " not answered");
        recordTimes(operation, 0, now);
    }

    void error(String what) {
        errors.merge(what, 1L, Long::sum);
    }

    private void recordTimes(Operation operation, int status, long now) {
        long took = now - operation.dueNanos();
        switch (operation.kind()) {
            case SEARCH, SEARCH_ON_NEW_CONNECTION -> {
                record(Latency.SEARCH, took);
                recordOverdue(operation, took);
            }
            case ORDER, ORDER_IN_A_HURRY -> {
                if (status == TIMED_OUT) {
                    recordOverdue(operation, took);
                } else {
                    record(Latency.ORDER, took);
                }
            }
            case CANCEL -> record(Latency.CANCEL, took);
            case ORDER_TO_CANCEL -> {
                if (status == CANCELLED) {
                    record(Latency.TOLD, now - operation.endNanos());
                }
            }
            default -> {
                // Nobody waits for it.
            }
        }
    }

    private void recordOverdue(Operation operation, long took) {
        long overdue = took - operation.timeoutMillis() * MILLISECOND;
        if (overdue >= 0) {
            record(Latency.OVERDUE, overdue);
        }
    }

    private void record(Latency latency, long nanos) {
        latencies.get(latency).recordValue(Math.min(nanos, LONGEST_NANOS));
    }

    static Outcomes sum(List<Outcomes> several) {
        Outcomes sum = new Outcomes(0);
        several.forEach(sum::add);
        return sum;
    }

    private void add(Outcomes other) {
        other.latencies.forEach((latency, histogram) -> latencies.get(latency).add(histogram));
        other.answers.forEach((kind, statuses) -> statuses.forEach((status, count) ->
                answers.computeIfAbsent(kind, k -> new TreeMap<>()).merge(status, count, Long::sum)));
        other.errors.forEach((what, count) -> errors.merge(what, count, Long::sum));
        offered += other.offered;
        answered += other.answered;
        answeredInTime += other.answeredInTime;
        partial += other.partial;
        vanished += other.vanished;
        queued += other.queued;
    }

    // ---- reading

    /** Nanoseconds. */
    Histogram latencies(Latency latency) {
        return latencies.get(latency);
    }

    /** How often each kind of operation got which status. */
    Map<Kind, Map<Integer, Long>> answers() {
        return answers;
    }

    /** What nobody asked for, and how often it happened. */
    Map<String, Long> errors() {
        return errors;
    }

    /** Requests whose answer somebody waits for. */
    long offeredCount() {
        return offered;
    }

    long answeredCount() {
        return answered;
    }

    /** Before the load's end: what comes later, while no more is asked, is no throughput. */
    long answeredInTimeCount() {
        return answeredInTime;
    }

    SearchAnswers searchAnswers() {
        long ok = 0;
        long timedOut = 0;
        for (Kind kind : List.of(Kind.SEARCH, Kind.SEARCH_ON_NEW_CONNECTION)) {
            Map<Integer, Long> statuses = answers.getOrDefault(kind, Map.of());
            ok += statuses.getOrDefault(OK, 0L);
            timedOut += statuses.getOrDefault(TIMED_OUT, 0L);
        }
        return new SearchAnswers(ok - partial, partial, timedOut);
    }

    long vanishedCount() {
        return vanished;
    }

    long queuedCount() {
        return queued;
    }
}
