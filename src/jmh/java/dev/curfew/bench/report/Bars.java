package dev.curfew.bench.report;

import dev.curfew.bench.report.Verdict.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** What the lock-free core and its wheel have to reach, each bar in one line. Ratios are to the rival in the same run. */
final class Bars {

    /** Room for the bytes that JMH's own threads allocate meanwhile. */
    private static final double STRAY_BYTES = 0.5;

    private record Bar(Predicate<Case> on, Rule rule) {}

    @FunctionalInterface
    private interface Rule {
        /** Empty if what it compares with was not measured. */
        Optional<Verdict> check(Score curfew, Case where, List<Case> all);
    }

    private static final Predicate<Case> POLL = c -> c.is("Poll", "isDone");
    private static final Predicate<Case> POLL_DERIVING = c -> c.is("Poll", "whileDeriving, poll");
    private static final Predicate<Case> CHILD = c -> c.is("Child", "lifo", "fifo", "ring");
    private static final Predicate<Case> CHILD_ALONE = CHILD.and(c -> c.threads() == 1);
    private static final Predicate<Case> CHILD_SHARED = CHILD.and(c -> c.threads() > 1 && c.has("parent", "shared"));
    private static final Predicate<Case> TIMEOUT = c -> c.is("Timeout", "relative", "absolute");
    private static final Predicate<Case> TIMEOUT_ALONE = TIMEOUT.and(c -> c.threads() == 1);
    private static final Predicate<Case> WHEEL_RELATIVE = c -> c.is("Wheel", "scheduleAndCancel");
    private static final Predicate<Case> FAN_OUT = c -> c.is("CancelTree", "fanOut") && c.has("actions", "none");
    private static final Predicate<Case> LOOKUP = c -> c.is("Value", "hit", "miss", "missNeverBound");

    private static final List<Bar> BARS = List.of(
            new Bar(POLL, Bars::asCheapAsAVolatileRead),
            new Bar(POLL_DERIVING, nanos(3)),
            new Bar(CHILD_ALONE, ratio(Case.MUTEX, 0.40)),
            new Bar(CHILD_ALONE, ratio(Case.KOTLIN, 0.60)),
            new Bar(CHILD_ALONE, bytes(40)),
            new Bar(CHILD_SHARED, ratio(Case.MUTEX, 0.20)),
            new Bar(CHILD_SHARED, ratioToItself("parent", "own", 1.3, "a parent per thread")),
            new Bar(TIMEOUT_ALONE, ratio(Case.MUTEX, 0.25)),
            new Bar(TIMEOUT_ALONE, ratio(Case.GRPC, 0.25)),
            new Bar(TIMEOUT_ALONE, bytes(96)),
            new Bar(TIMEOUT.and(c -> c.threads() > 1), ratio(Case.MUTEX, 0.20)),
            new Bar(
                    TIMEOUT.and(c -> c.has("standing", "1000000")),
                    ratioToItself("standing", "0", 1.3, "without other timers")),
            new Bar(WHEEL_RELATIVE, ratio(Case.NETTY, 0.80)),
            new Bar(WHEEL_RELATIVE, ratio(Case.STPE, 0.35)),
            new Bar(c -> c.is("Wheel", "scheduleAndCancelAbsolute"), ratio(Case.NETTY, 0.50)),
            new Bar(FAN_OUT, ratio(Case.MUTEX, 0.30)),
            new Bar(LOOKUP.and(c -> c.has("depth", "1") || c.has("depth", "10")), nanos(10)),
            new Bar(LOOKUP.and(c -> c.has("depth", "100")), nanos(15)),
            // 24 for the context, 64 for its share of the index.
            new Bar(c -> c.is("Value", "bind", "bindHundred"), bytes(24 + 64)));

    private Bars() {}

    /** The verdicts on one case, none if it has no bar, or curfew was not measured or not often enough. */
    static List<Verdict> check(Case where, List<Case> all) {
        Score curfew = where.scores().get(Case.CURFEW);
        if (curfew == null || Double.isNaN(curfew.error())) {
            return List.of();
        }
        return BARS.stream()
                .filter(bar -> bar.on.test(where))
                .flatMap(bar -> bar.rule.check(curfew, where, all).stream())
                .toList();
    }

    private static Rule nanos(double most) {
        return (curfew, where, all) -> verdict(where, "≤ %.0f ns".formatted(most), "%.2f", curfew.nanos(), most);
    }

    private static Rule bytes(double most) {
        return (curfew, where, all) -> Double.isNaN(curfew.bytes())
                ? Optional.empty()
                : verdict(where, "≤ %.0f B".formatted(most), "%.1f", curfew.bytes(), most + STRAY_BYTES);
    }

    private static Rule ratio(String impl, double most) {
        return (curfew, where, all) -> Optional.ofNullable(where.scores().get(impl))
                .flatMap(rival -> verdict(
                        where,
                        String.format(Locale.ROOT, "≤ %.2f × %s", most, impl),
                        "%.3f",
                        curfew.nanos() / rival.nanos(),
                        most));
    }

    /** To curfew's own result with another value of a parameter. */
    private static Rule ratioToItself(String param, String value, double most, String what) {
        return (curfew, where, all) -> all.stream()
                .filter(other -> where.isWith(other, param, value))
                .map(other -> other.scores().get(Case.CURFEW))
                .filter(own -> own != null)
                .findFirst()
                .flatMap(own -> verdict(
                        where,
                        String.format(Locale.ROOT, "≤ %.1f × %s", most, what),
                        "%.3f",
                        curfew.nanos() / own.nanos(),
                        most));
    }

    private static Optional<Verdict> asCheapAsAVolatileRead(Score curfew, Case where, List<Case> all) {
        Score floor = where.scores().get(Case.FLOOR);
        if (floor == null) {
            return Optional.empty();
        }
        double above = curfew.nanos() - floor.nanos();
        double errors = curfew.error() + floor.error();
        return verdict(
                where,
                String.format(Locale.ROOT, "within error of a volatile read (± %.2f ns)", errors),
                "%+.2f",
                above,
                errors);
    }

    private static Optional<Verdict> verdict(Case where, String bar, String format, double measured, double most) {
        return Optional.of(new Verdict(
                where.question() + "." + where,
                bar,
                String.format(Locale.ROOT, format, measured),
                measured <= most ? Outcome.MET : Outcome.MISSED));
    }
}
