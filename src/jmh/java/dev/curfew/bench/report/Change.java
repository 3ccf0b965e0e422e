package dev.curfew.bench.report;

import java.util.Locale;
import java.util.Set;

/** A result of two runs. */
record Change(Case.Key where, String impl, Score before, Score now) {

    /** Less is of no interest, however sure it is. */
    private static final double LEAST = 1.05;
    /** Room for the bytes that JMH's own threads allocate meanwhile. */
    private static final double STRAY_BYTES = 1;

    private static final double STRAY_PART = 0.01;

    private static final Set<String> OURS = Set.of(Case.CURFEW, Case.MUTEX, Case.STRIPED);
    private static final Set<String> OTHERS = Set.of(
            Case.GO, Case.GRPC, Case.GRPC_LISTENER, Case.KOTLIN, Case.NETTY, Case.STPE, Case.FLOOR, "future", "agrona");

    /** Whether a change here could have made it slower. */
    static boolean isOurs(Case.Key where, String impl) {
        return OURS.contains(impl) || where.question().equals("Harness");
    }

    boolean isOurs() {
        return isOurs(where, impl);
    }

    /** Whether it tells of the machine: no change here could have made it slower. */
    boolean isForeign() {
        return OTHERS.contains(impl) || where.question().equals(Question.FLOOR);
    }

    /** Too few iterations have no error. */
    boolean isComparable() {
        return Double.isFinite(before.noise()) && Double.isFinite(now.noise());
    }

    double ratio() {
        return now.nanos() / before.nanos();
    }

    /** The least that it may be now, on the slowest machine that the drift allows, is more than the most it may have been. */
    boolean isSlower(Drift drift) {
        return ratio() / drift.median() >= LEAST
                && (now.nanos() - now.noise()) / drift.high() > before.nanos() + before.noise();
    }

    boolean isFaster(Drift drift) {
        return ratio() / drift.median() <= 1 / LEAST
                && (now.nanos() + now.noise()) / drift.low() < before.nanos() - before.noise();
    }

    boolean isLarger() {
        double errors = orNone(before.bytesError()) + orNone(now.bytesError());
        double room = Math.max(Math.max(STRAY_BYTES, STRAY_PART * before.bytes()), errors);
        return now.bytes() > before.bytes() + room;
    }

    private static double orNone(double error) {
        return Double.isFinite(error) ? error : 0;
    }

    String name() {
        return where + (impl.isEmpty() || impl.equals(Case.CURFEW) ? "" : ": " + impl);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-62s %18s -> %-18s %5.2f%s",
                name(),
                Numbers.measured(before),
                Numbers.measured(now),
                ratio(),
                isLarger() ? "  " + Numbers.bytes(before.bytes()) + " -> " + Numbers.bytes(now.bytes()) + " B" : "");
    }
}
