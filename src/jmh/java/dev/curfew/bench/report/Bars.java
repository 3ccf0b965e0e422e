package dev.curfew.bench.report;

import dev.curfew.bench.report.Verdict.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the lock-free core and its wheel have to reach, each bar in one line. Ratios are to the rival in the same run. Means
 * decide; their errors stand beside them. Where an error is more than half of what it belongs to, an iteration that
 * stalled would decide: then a comparison is not resolvable, unless it comes out the same at both ends of the error.
 */
final class Bars {

    /** Room for the bytes that JMH's own threads allocate meanwhile. */
    private static final double STRAY_BYTES = 0.5;

    /** @param name for those who ask what became of it where no row of the run has it */
    private record Bar(String name, Predicate<Case> on, Rule rule) {}

    @FunctionalInterface
    private interface Rule {
        /** Empty if what it compares with was not measured. */
        Optional<Verdict> check(Score curfew, Case where, Map<Case.Key, Case> all);
    }

    private static final Predicate<Case> POLL = c -> c.is("Poll", "isDone");
    private static final Predicate<Case> POLL_DERIVING = c -> c.is("Poll", "whileDeriving, poll");
    private static final Predicate<Case> CHILD = c -> c.is("Child", "lifo", "fifo", "ring");
    private static final Predicate<Case> CHILD_ALONE = CHILD.and(c -> c.threads() == 1);
    private static final Predicate<Case> CHILD_SHARED = CHILD.and(c -> c.threads() > 1 && c.has("parent", "shared"));
    private static final Predicate<Case> ANY_ALONE = c -> c.is("Child", "any") && c.threads() == 1;
    private static final Predicate<Case> ANY_OF_THOUSAND = ANY_ALONE.and(c -> c.has("inFlight", "1000"));
    private static final Predicate<Case> ANY_OF_MANY = ANY_ALONE.and(c -> c.has("inFlight", "100000"));
    private static final Predicate<Case> ACTION_TOGETHER =
            c -> c.is("Action", "registerAndStop") && c.has("contexts", "shared") && c.threads() == 2;
    private static final Predicate<Case> TIMEOUT = c -> c.is("Timeout", "relative", "absolute");
    private static final Predicate<Case> TIMEOUT_ALONE = TIMEOUT.and(c -> c.threads() == 1);
    private static final Predicate<Case> TIMEOUT_TOGETHER = TIMEOUT.and(c -> c.threads() > 1);
    private static final Predicate<Case> TIMEOUT_MILLION = TIMEOUT.and(c -> c.has("standing", "1000000"));
    private static final Predicate<Case> WHEEL_RELATIVE = c -> c.is("Wheel", "scheduleAndCancel");
    private static final Predicate<Case> WHEEL_ABSOLUTE = c -> c.is("Wheel", "scheduleAndCancelAbsolute");
    private static final Predicate<Case> FAN_OUT = c -> c.is("CancelTree", "fanOut") && c.has("actions", "none");
    private static final Predicate<Case> LOOKUP = c -> c.is("Value", "hit", "miss", "missNeverBound");
    private static final Predicate<Case> LOOKUP_NEAR = LOOKUP.and(c -> c.has("depth", "1") || c.has("depth", "10"));
    private static final Predicate<Case> LOOKUP_FAR = LOOKUP.and(c -> c.has("depth", "100"));

    private static final List<Bar> BARS = List.of(
            new Bar("poll as cheap as a volatile read", POLL, Bars::asCheapAsAVolatileRead),
            new Bar("poll while another thread derives", POLL_DERIVING, nanos(3)),
            new Bar("child, 1 thread, to mutex", CHILD_ALONE, ratio(Case.MUTEX, 0.40)),
            new Bar("child, 1 thread, to kotlin", CHILD_ALONE, ratio(Case.KOTLIN, 0.60)),
            new Bar("child, bytes", CHILD_ALONE, bytes(40)),
            new Bar("any of 1,000 in flight, to mutex", ANY_OF_THOUSAND, ratio(Case.MUTEX, 0.40)),
            new Bar("any of 100,000 in flight, to mutex", ANY_OF_MANY, ratio(Case.MUTEX, 0.40)),
            new Bar("child, 2 threads under one parent, to mutex", CHILD_SHARED, ratio(Case.MUTEX, 0.20)),
            new Bar(
                    "child, 2 threads under one parent, to a parent each",
                    CHILD_SHARED,
                    ratioToItself("parent", "own", 1.3, "a parent per thread")),
            new Bar("action at one context, 2 threads, to 1 thread", ACTION_TOGETHER, ratioToOneThread(1.5)),
            new Bar("timeout, 1 thread, to mutex", TIMEOUT_ALONE, ratio(Case.MUTEX, 0.25)),
            new Bar("timeout, 1 thread, to grpc", TIMEOUT_ALONE, ratio(Case.GRPC, 0.25)),
            new Bar("timeout, bytes", TIMEOUT_ALONE, bytes(96)),
            new Bar("timeout, 2 threads, to mutex", TIMEOUT_TOGETHER, ratio(Case.MUTEX, 0.20)),
            new Bar(
                    "timeout under a million others",
                    TIMEOUT_MILLION,
                    ratioToItself("standing", "0", 1.3, "without other timers")),
            new Bar("wheel, a delay, to netty", WHEEL_RELATIVE, ratio(Case.NETTY, 0.80)),
            new Bar("wheel, a delay, to stpe", WHEEL_RELATIVE, ratio(Case.STPE, 0.35)),
            new Bar("wheel, at a deadline, to netty", WHEEL_ABSOLUTE, ratio(Case.NETTY, 0.50)),
            new Bar("fan-out, to mutex", FAN_OUT, ratio(Case.MUTEX, 0.30)),
            new Bar("value at depth 1 and 10", LOOKUP_NEAR, nanos(10)),
            new Bar("value at depth 100", LOOKUP_FAR, nanos(15)),
            // 24 for the context, 64 for its share of the index.
            new Bar("value, bytes, at up to 100 bindings", c -> c.is("Value", "bind", "bindHundred"), bytes(24 + 64)),
            new Bar("uncontended, no worse than the best rival", c -> c.threads() == 1, Bars::noWorseThanTheBestRival));

    private Bars() {}

    /** The verdicts on one case, none if it has no bar, or curfew was not measured or not often enough. */
    static List<Verdict> check(Case where, Map<Case.Key, Case> all) {
        return BARS.stream().flatMap(bar -> check(bar, where, all).stream()).toList();
    }

    /** The names of those that no row of the run could be held against. */
    static List<String> notMeasured(Map<Case.Key, Case> all) {
        return BARS.stream()
                .filter(bar -> all.values().stream()
                        .allMatch(where -> check(bar, where, all).isEmpty()))
                .map(Bar::name)
                .toList();
    }

    private static Optional<Verdict> check(Bar bar, Case where, Map<Case.Key, Case> all) {
        Score curfew = where.scores().get(Case.CURFEW);
        return curfew == null || Double.isNaN(curfew.error()) || !bar.on.test(where)
                ? Optional.empty()
                : bar.rule.check(curfew, where, all);
    }

    private static Rule nanos(double most) {
        return (curfew, where, all) -> Optional.of(
                verdict(where, "≤ %.0f ns".formatted(most), Numbers.measured(curfew), curfew.nanos() <= most));
    }

    private static Rule bytes(double most) {
        return (curfew, where, all) -> Double.isNaN(curfew.bytes())
                ? Optional.empty()
                : Optional.of(verdict(
                        where,
                        "≤ %.0f B".formatted(most),
                        String.format(Locale.ROOT, "%.1f", curfew.bytes()),
                        curfew.bytes() <= most + STRAY_BYTES));
    }

    private static Rule ratio(String impl, double most) {
        return (curfew, where, all) -> ratio(
                where,
                String.format(Locale.ROOT, "≤ %.2f × %s", most, impl),
                most,
                curfew,
                where.scores().get(impl));
    }

    /** To curfew's own result with another value of a parameter. */
    private static Rule ratioToItself(String param, String value, double most, String what) {
        return (curfew, where, all) -> Optional.ofNullable(all.get(where.key().with(param, value)))
                .flatMap(other -> ratio(
                        where,
                        String.format(Locale.ROOT, "≤ %.1f × %s", most, what),
                        most,
                        curfew,
                        other.scores().get(Case.CURFEW)));
    }

    /** To curfew's own result on one thread, where a shared context and one of the thread's own are the same. */
    private static Rule ratioToOneThread(double most) {
        return (curfew, where, all) -> Optional.ofNullable(
                        all.get(where.key().with("contexts", "own").on(1)))
                .flatMap(other -> ratio(
                        where,
                        String.format(Locale.ROOT, "≤ %.1f × 1 thread", most),
                        most,
                        curfew,
                        other.scores().get(Case.CURFEW)));
    }

    private static Optional<Verdict> ratio(Case where, String bar, double most, Score curfew, @Nullable Score other) {
        if (other == null || Double.isNaN(other.error())) {
            return Optional.empty();
        }
        double ratio = curfew.nanos() / other.nanos();
        double error = ratio * Math.hypot(curfew.error() / curfew.nanos(), other.error() / other.nanos());
        String measured = String.format(Locale.ROOT, "%.3f ± %.3f", ratio, error);
        boolean unclear = Math.abs(ratio - most) < error;
        return Optional.of(
                unclear && (isWild(curfew) || isWild(other))
                        ? new Verdict(where.key().toString(), bar, measured, Outcome.NOT_RESOLVABLE)
                        : verdict(where, bar, measured, ratio <= most));
    }

    private static boolean isWild(Score score) {
        return score.error() > score.nanos() / 2;
    }

    private static Optional<Verdict> asCheapAsAVolatileRead(Score curfew, Case where, Map<Case.Key, Case> all) {
        return withinErrors(
                where,
                "within error of a volatile read",
                curfew,
                "",
                where.scores().get(Case.FLOOR));
    }

    private static Optional<Verdict> noWorseThanTheBestRival(Score curfew, Case where, Map<Case.Key, Case> all) {
        return where.bestRival()
                .flatMap(impl -> withinErrors(
                        where,
                        "no worse than the best rival",
                        curfew,
                        " of " + impl,
                        where.scores().get(impl)));
    }

    private static Optional<Verdict> withinErrors(
            Case where, String bar, Score curfew, String whose, @Nullable Score other) {
        if (other == null || Double.isNaN(other.error())) {
            return Optional.empty();
        }
        double above = curfew.nanos() - other.nanos();
        double errors = curfew.error() + other.error();
        String measured = (above < 0 ? "" : "+") + Numbers.number(above) + " ± " + Numbers.number(errors)
                + " ns to the " + Numbers.number(other.nanos()) + whose;
        return Optional.of(
                above > 0 && above <= errors && errors > other.nanos() / 2
                        ? new Verdict(where.key().toString(), bar, measured, Outcome.NOT_RESOLVABLE)
                        : verdict(where, bar, measured, above <= errors));
    }

    private static Verdict verdict(Case where, String bar, String measured, boolean met) {
        return new Verdict(where.key().toString(), bar, measured, met ? Outcome.MET : Outcome.MISSED);
    }
}
