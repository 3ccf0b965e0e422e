package dev.curfew.bench.report;

import static dev.curfew.bench.data.Alternative.CURFEW;
import static dev.curfew.bench.data.Alternative.FLOOR;
import static dev.curfew.bench.data.Alternative.NETTY;
import static dev.curfew.bench.data.Alternative.POOL;
import static dev.curfew.bench.data.Alternative.PORT;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Estimate;
import dev.curfew.bench.data.Verdict;
import dev.curfew.bench.data.Verdict.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the lock-free core and its wheel have to reach, each target in one line. Ratios are to an alternative in the same
 * run. A target is met or missed if the whole interval of what was measured is on that side of the limit, else it is
 * unclear.
 */
final class Targets {

    /** Room for the bytes that threads of JMH allocate meanwhile. */
    private static final double STRAY_BYTES = 0.5;
    /** The same for a row without any allocation. */
    private static final double POOL_BYTES = 0.01;
    /** How much longer a poll may take than a read: less than a cycle. Forks may agree better than two methods can. */
    private static final double POLL_MARGIN_NANOS = 0.2;

    /** @param name what the summary calls it if no row of the run can be held against it */
    private record Target(String name, Predicate<Case> on, Rule rule) {}

    @FunctionalInterface
    private interface Rule {
        /** Empty if what the target compares with was not measured. */
        Optional<Verdict> check(Score curfew, Case where, Map<Case.Key, Case> all);
    }

    private static final Predicate<Case> POLL = c -> c.is("Poll", "isDone");
    private static final Predicate<Case> POLL_DERIVING = c -> c.is("Poll", "whileDeriving, poll");
    private static final Predicate<Case> CHILD = c -> c.is("Child", "lifo", "fifo", "ring");
    private static final Predicate<Case> CHILD_ALONE = CHILD.and(c -> c.threads() == 1);
    private static final Predicate<Case> CHILD_SHARED = CHILD.and(c -> c.threads() > 1 && c.has("parent", "shared"));
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

    private static final Predicate<Case> SCOPE_UNTIL = c -> c.is("Scope", "openUntilAndRelease");
    private static final Predicate<Case> SCOPE_RENEWAL = c -> c.is("Scope", "renew");
    private static final Predicate<Case> RENEWAL = c -> c.is("Lease", "renew");

    private static final Predicate<Case> REQUEST = c -> c.is("Request", "serve") && c.has("values", "3");
    private static final Predicate<Case> REQUEST_ALONE = REQUEST.and(c -> c.threads() == 1);

    private static final Case.Key CHILD_PLAIN = Case.Key.of("Child.lifo", 1, "parent=shared standing=0");
    private static final Case.Key TIMEOUT_PLAIN = Case.Key.of("Timeout.relative", 1, "standing=0");

    private static final List<Target> TARGETS = List.of(
            new Target("request, 1 thread, to the port", REQUEST_ALONE, ratio(PORT, 0.20)),
            new Target("request, 2 threads, to the port", REQUEST.and(c -> c.threads() == 2), ratio(PORT, 0.15)),
            new Target("request, bytes", REQUEST_ALONE, bytes(312)),
            new Target("request with scopes, to contexts", REQUEST, poolRatio(0.50, "contexts")),
            new Target("request with scopes, bytes", REQUEST, poolAllocatesNothing()),
            new Target("scope with a deadline, to a context", SCOPE_UNTIL, Targets::scopeWithoutTheClock),
            new Target("scope with a deadline, bytes", SCOPE_UNTIL, poolAllocatesNothing()),
            new Target("scopes ended by their parent", c -> c.is("Scope", "endAll"), poolRatio(0.25, "contexts")),
            new Target("scope poll, to two volatile reads", c -> c.is("Scope", "poll"), Targets::asCheapAsTwoReads),
            new Target("scope renewal, to a CAS and the readings", SCOPE_RENEWAL, Targets::scopeRenewal),
            new Target("scope renewal, bytes", SCOPE_RENEWAL, poolAllocatesNothing()),
            new Target("poll as cheap as a volatile read", POLL, Targets::asCheapAsAVolatileRead),
            new Target("poll while another thread derives", POLL_DERIVING, nanos(3)),
            new Target("child, bytes", CHILD_ALONE, bytes(40)),
            new Target("child, 2 threads under one parent, to the best lock", CHILD_SHARED, ratioToLock(0.60)),
            new Target(
                    "child, 2 threads under one parent, to a parent each",
                    CHILD_SHARED,
                    ratioToItself("parent", "own", 1.3, "a parent per thread")),
            new Target("action at one context, 2 threads, to 1 thread", ACTION_TOGETHER, ratioToOneThread(1.5)),
            new Target("timeout, 1 thread, to the best lock", TIMEOUT_ALONE, ratioToLock(0.30)),
            new Target("timeout, bytes", TIMEOUT_ALONE, bytes(96)),
            new Target("timeout, 2 threads, to the best lock", TIMEOUT_TOGETHER, ratioToLock(0.25)),
            new Target(
                    "timeout under a million others",
                    TIMEOUT_MILLION,
                    ratioToItself("standing", "0", 1.3, "without other timers")),
            new Target("wheel, a delay, to netty", WHEEL_RELATIVE, ratio(NETTY, 0.80)),
            new Target("wheel, at a deadline, to netty", WHEEL_ABSOLUTE, ratio(NETTY, 0.50)),
            new Target("fan-out, to the best lock", FAN_OUT, ratioToLock(0.80)),
            new Target("value at depth 1 and 10", LOOKUP_NEAR, nanos(10)),
            new Target("value at depth 100", LOOKUP_FAR, nanos(15)),
            new Target("value, bytes", c -> c.is("Value", "bind"), bytes(24)),
            // One lookup makes one index: 848 bytes.
            new Target("100 values and a lookup, bytes each", c -> c.is("Value", "bindHundred"), bytes(33)),
            new Target("merge, to a child", c -> c.is("Merge", "merged"), ratioTo(CHILD_PLAIN, 3, "a child")),
            new Target(
                    "schedule and stop, to a timeout",
                    c -> c.is("Schedule", "scheduleAndStop"),
                    ratioTo(TIMEOUT_PLAIN, 1.5, "a timeout")),
            new Target("renewal, to a CAS and a reading of the clock", RENEWAL, Targets::asCheapAsACasAndAReading),
            new Target("renewal, bytes", RENEWAL, bytes(0)),
            new Target("lease, bytes", c -> c.is("Lease", "openAndCancel"), bytes(112)),
            new Target(
                    "no slower than the best alternative", c -> !c.is("Poll", "isDone"), Targets::noSlowerThanTheBest),
            new Target(
                    "2 threads, ahead of the best lock",
                    c -> c.threads() > 1 && !c.is("Poll", "isDone"),
                    ratioToLock(1)));

    private Targets() {}

    /** The verdicts on one case. There is none if it has no target, or curfew was not measured or not often enough. */
    static List<Verdict> check(Case where, Map<Case.Key, Case> all) {
        return TARGETS.stream()
                .flatMap(target -> check(target, where, all).stream())
                .toList();
    }

    /** The names of the targets that no row of the run could be held against. */
    static List<String> notMeasured(Map<Case.Key, Case> all) {
        return TARGETS.stream()
                .filter(target -> all.values().stream()
                        .allMatch(where -> check(target, where, all).isEmpty()))
                .map(Target::name)
                .toList();
    }

    private static Optional<Verdict> check(Target target, Case where, Map<Case.Key, Case> all) {
        Score curfew = where.score(CURFEW);
        return curfew == null || Double.isNaN(curfew.time().error()) || !target.on.test(where)
                ? Optional.empty()
                : target.rule.check(curfew, where, all);
    }

    private static Rule nanos(double most) {
        return (curfew, where, all) ->
                Optional.of(verdict(where, "≤ %.0f ns".formatted(most), curfew.time(), "", most));
    }

    /** A sum of bytes has no interval to speak of. */
    private static Rule bytes(double most) {
        return (curfew, where, all) -> Double.isNaN(curfew.bytes().value())
                ? Optional.empty()
                : Optional.of(verdict(
                        where,
                        "≤ %.0f B".formatted(most),
                        new Estimate(curfew.bytes().value(), 0),
                        "",
                        most + STRAY_BYTES));
    }

    private static Rule ratio(Alternative other, double most) {
        return (curfew, where, all) -> ratio(where, "× " + other, "", most, curfew, where.score(other));
    }

    /** Of scopes to contexts in their place. */
    private static Rule poolRatio(double most, String what) {
        return (curfew, where, all) -> Optional.ofNullable(where.score(POOL))
                .flatMap(pool -> ratio(where, "× " + what, "", most, pool, curfew));
    }

    /** The same, and the scope's reading of the clock does not count. */
    private static Optional<Verdict> scopeWithoutTheClock(Score curfew, Case where, Map<Case.Key, Case> all) {
        Score pool = where.score(POOL);
        Score reading = floor("nanoTime", all);
        if (pool == null || reading == null) {
            return Optional.empty();
        }
        Estimate owner = pool.time().minus(reading.time());
        return Optional.of(new Verdict(
                where.key().toString(),
                "≤ 0.20 × a context, less a reading of the clock",
                owner + " of " + curfew.time(),
                owner.minus(curfew.time().times(0.20)).atMost(0)));
    }

    private static Rule poolAllocatesNothing() {
        return (curfew, where, all) -> Optional.ofNullable(where.score(POOL))
                .map(Score::bytes)
                .filter(bytes -> !Double.isNaN(bytes.value()))
                .map(bytes -> verdict(where, "0 B", new Estimate(bytes.value(), 0), "", POOL_BYTES));
    }

    private static Rule ratioToLock(double most) {
        return (curfew, where, all) -> where.bestLock()
                .flatMap(lock -> ratio(where, "× the best lock", " of " + lock, most, curfew, where.score(lock)));
    }

    private static Optional<Verdict> noSlowerThanTheBest(Score curfew, Case where, Map<Case.Key, Case> all) {
        return where.best()
                .flatMap(best -> ratio(where, "× the best alternative", " of " + best, 1, curfew, where.score(best)));
    }

    /** To the result of curfew with another value of a parameter. */
    private static Rule ratioToItself(String param, String value, double most, String what) {
        return (curfew, where, all) ->
                ratioTo(where.key().with(param, value), most, what).check(curfew, where, all);
    }

    /** To another result of curfew. */
    private static Rule ratioTo(Case.Key key, double most, String what) {
        return (curfew, where, all) -> Optional.ofNullable(all.get(key))
                .flatMap(other -> ratio(where, "× " + what, "", most, curfew, other.score(CURFEW)));
    }

    /** To the result of curfew on one thread, where a shared context and one for each thread are the same. */
    private static Rule ratioToOneThread(double most) {
        return (curfew, where, all) -> ratioTo(
                        where.key().with("contexts", "own").on(1), most, "1 thread")
                .check(curfew, where, all);
    }

    private static Optional<Verdict> ratio(
            Case where, String target, String whose, double most, Score curfew, @Nullable Score other) {
        if (other == null || Double.isNaN(other.time().error())) {
            return Optional.empty();
        }
        String limit = String.format(Locale.ROOT, "≤ %.2f %s", most, target);
        String measured = curfew.time().ratioTo(other.time()) + "," + whose + " " + other.time();
        // Not the interval of the ratio: it would be wide where the ratio is large, and narrow where it is small
        // (Fieller).
        Outcome outcome = curfew.time().minus(other.time().times(most)).atMost(0);
        return Optional.of(new Verdict(where.key().toString(), limit, measured, outcome));
    }

    private static Optional<Verdict> asCheapAsAVolatileRead(Score curfew, Case where, Map<Case.Key, Case> all) {
        return Optional.ofNullable(where.score(FLOOR))
                .filter(read -> !Double.isNaN(read.time().error()))
                .map(read -> verdict(
                        where,
                        "≤ %.1f ns above a volatile read".formatted(POLL_MARGIN_NANOS),
                        curfew.time().minus(read.time()),
                        " above " + read.time(),
                        POLL_MARGIN_NANOS));
    }

    private static Optional<Verdict> asCheapAsTwoReads(Score curfew, Case where, Map<Case.Key, Case> all) {
        Score pool = where.score(POOL);
        Score read = where.score(FLOOR);
        if (pool == null || read == null) {
            return Optional.empty();
        }
        Estimate floor = read.time().times(2);
        return Optional.of(verdict(where, "≤ two volatile reads", pool.time().minus(floor), " above " + floor, 0));
    }

    private static Optional<Verdict> asCheapAsACasAndAReading(Score curfew, Case where, Map<Case.Key, Case> all) {
        return aboveCas(where, curfew, 1, "a reading", all);
    }

    /** The benchmark reads the clock once for the moment, and the pool reads it once. */
    private static Optional<Verdict> scopeRenewal(Score curfew, Case where, Map<Case.Key, Case> all) {
        return Optional.ofNullable(where.score(POOL)).flatMap(pool -> aboveCas(where, pool, 2, "two readings", all));
    }

    private static Optional<Verdict> aboveCas(
            Case where, Score measured, int readings, String what, Map<Case.Key, Case> all) {
        Score cas = floor("compareAndSet", all);
        Score reading = floor("nanoTime", all);
        if (cas == null || reading == null) {
            return Optional.empty();
        }
        Estimate floor = cas.time().plus(reading.time().times(readings));
        return Optional.of(verdict(
                where, "≤ a CAS and " + what + " of the clock", measured.time().minus(floor), " above " + floor, 0));
    }

    private static @Nullable Score floor(String method, Map<Case.Key, Case> all) {
        Case floor = all.get(new Case.Key("Floor", method, Map.of(), 1));
        return floor == null ? null : floor.scores().get("");
    }

    private static Verdict verdict(Case where, String target, Estimate measured, String rest, double most) {
        return new Verdict(where.key().toString(), target, measured + rest, measured.atMost(most));
    }
}
