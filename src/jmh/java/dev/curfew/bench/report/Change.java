package dev.curfew.bench.report;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Alternative.Trait;
import dev.curfew.bench.data.Numbers;
import java.util.Locale;
import java.util.Optional;

/** The same row in two runs. */
record Change(Case.Key where, String impl, Score before, Score now) {

    /** A smaller change is of no interest, however sure it is. */
    private static final double LEAST = 1.05;
    /** Room for the bytes that threads of JMH allocate meanwhile. */
    private static final double STRAY_BYTES = 1;

    private static final double STRAY_PART = 0.01;

    /** Rows of this library without an alternative. */
    private static final String BY_HAND = "ByHand";

    /** Whether a change to this project could have made it slower. */
    static boolean isOurs(Case.Key where, String impl) {
        return Alternative.find(impl)
                .map(one -> one.has(Trait.OURS))
                .orElse(where.question().equals(BY_HAND));
    }

    boolean isOurs() {
        return isOurs(where, impl);
    }

    /** Whether only the machine could have made it slower. */
    boolean isForeign() {
        Optional<Alternative> alternative = Alternative.find(impl);
        return alternative.isPresent() ? !isOurs() : where.question().equals(Question.FLOOR);
    }

    /** With too few iterations there is no error. */
    boolean isComparable() {
        return Double.isFinite(before.time().error())
                && Double.isFinite(now.time().error());
    }

    double ratio() {
        return now.nanos() / before.nanos();
    }

    /**
     * Whether the least that it may be now, on the slowest machine that the drift allows, is more than the most before.
     */
    boolean isSlower(Drift drift) {
        return ratio() / drift.median() >= LEAST
                && (now.nanos() - now.time().error()) / drift.high()
                        > before.nanos() + before.time().error();
    }

    boolean isFaster(Drift drift) {
        return ratio() / drift.median() <= 1 / LEAST
                && (now.nanos() + now.time().error()) / drift.low()
                        < before.nanos() - before.time().error();
    }

    boolean isLarger() {
        double errors = orNone(before.bytes().error()) + orNone(now.bytes().error());
        double room = Math.max(Math.max(STRAY_BYTES, STRAY_PART * before.bytes().value()), errors);
        return now.bytes().value() > before.bytes().value() + room;
    }

    private static double orNone(double error) {
        return Double.isFinite(error) ? error : 0;
    }

    String name() {
        return where + (impl.isEmpty() || impl.equals(Alternative.CURFEW.id()) ? "" : ": " + impl);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-62s %18s -> %-18s %5.2f%s",
                name(),
                before.time(),
                now.time(),
                ratio(),
                isLarger()
                        ? "  " + Numbers.bytes(before.bytes().value()) + " -> "
                                + Numbers.bytes(now.bytes().value()) + " B"
                        : "");
    }
}
