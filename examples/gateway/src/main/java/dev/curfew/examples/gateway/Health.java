package dev.curfew.examples.gateway;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Whether a replica of a backend does its work, as its calls tell: it is down after a second of failures, and silent
 * after a second of calls that took longer than most and were then given up, if there were a few and no answer in
 * between. The first answer is its return. A line is logged when it goes and when it returns, however many calls there
 * are.
 *
 * <p><b>Threads:</b> any. A state is immutable, and the next one is set with one compare-and-set.
 */
final class Health {

    enum Kind {
        UP,
        DOWN,
        SILENT
    }

    static final int FAILURES_UNTIL_DOWN = 3;
    static final int CALLS_UNTIL_SILENT = 10;
    /** A pause of the collector, or of the machine, is no death: hundreds of calls fit into one. */
    static final long ROW_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * @param rowNanos when the first call in a row was lost
     * @param failures in that row
     * @param unanswered calls in that row
     * @param lost calls since the last answer
     */
    record State(Kind kind, long sinceNanos, String why, long rowNanos, int failures, int unanswered, long lost) {

        static State up(long sinceNanos) {
            return new State(Kind.UP, sinceNanos, "", sinceNanos, 0, 0, 0);
        }

        State failed(long now, String reason) {
            State next = next(now, failures + 1, unanswered);
            boolean goes = kind == Kind.UP && next.failures >= FAILURES_UNTIL_DOWN && next.hasLasted(now);
            return goes ? next.gone(Kind.DOWN, now, reason) : next;
        }

        State unanswered(long now) {
            State next = next(now, failures, unanswered + 1);
            boolean goes = kind == Kind.UP && next.unanswered >= CALLS_UNTIL_SILENT && next.hasLasted(now);
            return goes ? next.gone(Kind.SILENT, now, "no answer to " + next.unanswered + " calls in a row") : next;
        }

        private State next(long now, int nextFailures, int nextUnanswered) {
            long row = lost == 0 ? now : rowNanos;
            return new State(kind, sinceNanos, why, row, nextFailures, nextUnanswered, lost + 1);
        }

        private boolean hasLasted(long now) {
            return now - rowNanos >= ROW_NANOS;
        }

        private State gone(Kind how, long now, String reason) {
            return new State(how, now, reason, rowNanos, failures, unanswered, lost);
        }
    }

    final Counter answered = new Counter();
    final Counter failed = new Counter();
    final Counter cut = new Counter();
    final Timings latency = Timings.toLookAt();

    private final String name;
    private final LongSupplier clock;
    private final Consumer<String> log;
    private final AtomicReference<State> state;

    Health(String name, LongSupplier clock, Consumer<String> log) {
        this.name = name;
        this.clock = clock;
        this.log = log;
        state = new AtomicReference<>(State.up(clock.getAsLong()));
    }

    State state() {
        return state.get();
    }

    void answered(long nanos) {
        answered.increment();
        latency.record(nanos);
        State last = state.get();
        if (last.lost() == 0) { // nearly always
            return;
        }
        State before = state.getAndSet(State.up(last.kind() == Kind.UP ? last.sinceNanos() : clock.getAsLong()));
        if (before.kind() != Kind.UP) {
            long awayMillis = TimeUnit.NANOSECONDS.toMillis(clock.getAsLong() - before.sinceNanos());
            log.accept(
                    "backend " + name + " answers again after " + awayMillis + " ms and " + before.lost() + " calls");
        }
    }

    void failed(Throwable why) {
        failed.increment();
        String reason = inWords(why);
        long now = clock.getAsLong();
        State before = state.getAndUpdate(last -> last.failed(now, reason));
        logIfGone(before, before.failed(now, reason));
    }

    /** Whoever asked waits no more. That says something of the replica only if others have rarely waited so long. */
    void cut(boolean late) {
        cut.increment();
        if (late) {
            long now = clock.getAsLong();
            State before = state.getAndUpdate(last -> last.unanswered(now));
            logIfGone(before, before.unanswered(now));
        }
    }

    private void logIfGone(State before, State after) {
        if (after.kind() != before.kind()) {
            String what = after.kind() == Kind.DOWN ? " is down: " : " is silent: ";
            log.accept("backend " + name + what + after.why());
        }
    }

    /** With the first cause, which names what was refused or missing. */
    private static String inWords(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return text.equals(first.getMessage()) || first == failure ? text : text + ": " + first.getMessage();
    }

    /** Forgets the counts, not the state. On the thread of the figures. */
    void reset() {
        answered.reset();
        failed.reset();
        cut.reset();
        latency.reset();
    }
}
