package dev.curfew.bench.run;

import static dev.curfew.bench.data.Alternative.SCOPE;

import dev.curfew.bench.data.Refusal;
import dev.curfew.bench.jmh.Threads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What each kind of run measures, as data. A line is {@code Question.method name=value,value : alternatives}. It stands
 * for each combination of its values and alternatives. {@code threads} is an option of JMH, all other names are
 * parameters of the benchmark. Rows that need what this JDK does not have are left out: virtual threads, or
 * {@code StructuredTaskScope}.
 */
public final class Suite {

    /** Measured with every run, and shown below its table. */
    static final String FLOOR = """
        Floor.nanoTime         threads=1
        Floor.compareAndSet    threads=1
        Floor.volatileRead     threads=1
        Floor.allocate32Bytes  threads=1
        """;

    /**
     * What a sceptic asks first: each question in its plainest form against the alternatives that come closest, the best
     * lock among them, then the forms in which a lock-free design could be worse (many siblings, any
     * order, two threads), and every target.
     */
    static final String HEADLINE = """
        Request.serve        threads=1 values=3 : curfew pool mutex spin port grpc+listener grpc kotlin
        Request.serve        threads=2 values=3 : curfew pool mutex spin port grpc kotlin
        Scope.openAndRelease threads=1 : curfew pool
        Scope.openUntilAndRelease threads=1 : curfew pool
        Scope.poll           threads=1 : floor curfew pool
        Scope.renew          threads=1 : curfew pool
        Scope.endAll         threads=1 actions=none,each : curfew pool
        Poll.isDone          threads=1 state=live contexts=shared : floor curfew mutex future
        Poll.isDone          threads=1 state=ended contexts=shared : floor curfew
        Poll.isDone          threads=2 state=live contexts=shared : floor curfew
        Poll.whileDeriving   threads=2 state=live contexts=shared : curfew mutex
        Child.lifo           threads=1 parent=shared standing=0 : curfew mutex spin port grpc kotlin future
        Child.ring           threads=1 parent=shared standing=0 : curfew mutex spin
        Child.any            threads=1 parent=shared standing=0 inFlight=1000 : curfew mutex spin
        Child.lifo           threads=2 parent=shared standing=0 : curfew mutex spin kotlin
        Child.lifo           threads=2 parent=own standing=0 : curfew
        Child.ring           threads=2 parent=shared standing=0 : curfew mutex spin
        Child.ring           threads=2 parent=own standing=0 : curfew
        Timeout.relative     threads=1 standing=0 : curfew mutex spin grpc future
        Timeout.relative     threads=1 standing=1000000 : curfew
        Timeout.relative     threads=2 standing=0 : curfew mutex spin
        Wheel.scheduleAndCancel threads=1 live=0 : curfew netty stpe agrona
        Wheel.scheduleAndCancelAbsolute threads=1 live=0 : curfew netty agrona
        Action.registerAndStop threads=1 contexts=own : curfew mutex spin
        Action.registerAndStop threads=2 contexts=shared : curfew mutex spin
        Pattern.request      threads=1 calls=20 : curfew mutex spin future
        Pattern.actions      threads=1 : curfew mutex spin future
        AcrossThreads.handOver threads=2 : floor curfew mutex spin
        CancelTree.fanOut    threads=1 actions=none : curfew mutex spin future
        CancelTree.killSwitch threads=1 actions=leaves : curfew spin
        Value.hit            threads=1 depth=10 chain=values : curfew mutex grpc
        Value.hit            threads=1 depth=100 chain=values : curfew
        Value.miss           threads=1 depth=10 chain=mixed : curfew
        Value.missNeverBound threads=1 depth=100 chain=values : curfew grpc
        Value.bindHundred    threads=1 depth=100 chain=values : curfew
        Merge.merged         threads=1 : curfew
        Lease.renew          threads=1 : curfew
        Lease.openAndCancel  threads=1 : curfew
        Schedule.scheduleAndStop threads=1 : curfew
        """;

    /** The targets that a change to the core is most likely to break, against the other core. */
    static final String QUICK = """
        Request.serve        threads=1,2 values=3 : curfew pool spin
        Scope.openUntilAndRelease threads=1 : curfew pool
        Poll.isDone          threads=1 state=live contexts=shared : floor curfew mutex
        Poll.whileDeriving   threads=2 state=live contexts=shared : curfew mutex
        Child.lifo           threads=1 parent=shared standing=0 : curfew mutex spin
        Child.ring           threads=1 parent=shared standing=0 : curfew spin
        Child.any            threads=1 parent=shared standing=0 inFlight=1000 : curfew spin
        Child.lifo           threads=2 parent=shared standing=0 : curfew spin
        Child.lifo           threads=2 parent=own standing=0 : curfew
        Timeout.relative     threads=1,2 standing=0 : curfew spin
        Wheel.scheduleAndCancel threads=1 live=0 : curfew netty
        Wheel.scheduleAndCancelAbsolute threads=1 live=0 : curfew netty
        Action.registerAndStop threads=1 contexts=own : curfew spin
        Action.registerAndStop threads=2 contexts=shared : curfew
        CancelTree.fanOut    threads=1 actions=none : curfew spin
        CancelTree.killSwitch threads=1 actions=leaves : curfew mutex
        Value.hit            threads=1 depth=10 chain=values : curfew mutex grpc
        Value.hit            threads=1 depth=100 chain=values : curfew
        Value.missNeverBound threads=1 depth=100 chain=values : curfew mutex
        """;

    /** The rows in which barriers, card marks and the size of a header show. */
    static final String MATRIX = """
        Poll.whileDeriving   threads=2 state=live contexts=shared : curfew
        Child.lifo           threads=1 parent=shared standing=0 : curfew spin
        Child.lifo           threads=2 parent=shared standing=0 : curfew spin
        Child.lifo           threads=2 parent=own standing=0 : curfew
        Child.ring           threads=2 parent=shared standing=0 : curfew spin
        Timeout.relative     threads=1,2 standing=0 : curfew spin
        Wheel.scheduleAndCancelAbsolute threads=1 live=0 : curfew netty
        CancelTree.fanOut    threads=1 actions=none : curfew spin
        Value.hit            threads=1 depth=10 chain=values : curfew mutex
        """;

    /** What a smoke run adds to the first row of each method with each alternative: values that take another path. */
    private static final String SMOKE = """
        Poll.isDone          threads=2 state=ended contexts=own : curfew
        Child.lifo           threads=2 parent=own standing=0 : grpc+listener
        Child.ring           threads=2 parent=shared standing=100000 : curfew
        Child.any            threads=1 parent=shared standing=0 inFlight=100000 : curfew
        Timeout.relative     threads=2 standing=1000000 : mutex
        Wheel.scheduleAndCancel threads=2 live=100000 : netty
        Wake.waiter          threads=1 thread=virtual : curfew
        Wake.action          threads=1 thread=virtual : curfew
        Action.registerAndStop threads=2 contexts=shared : curfew
        CancelTree.fanOut    threads=1 actions=leaves : curfew
        Value.hit            threads=1 depth=10 chain=mixed : curfew mutex grpc kotlin
        """;

    /** Everything, less the combinations that the class comments of the benchmarks rule out. */
    static final String FULL = """
        ByHand.pollByHand   threads=1
        ByHand.childByHand  threads=1
        Request.serve        threads=1 values=1,3,5,10 : curfew pool mutex spin port grpc+listener grpc kotlin
        Request.serve        threads=2 values=3 : curfew pool mutex spin port grpc kotlin
        Scope.openAndRelease threads=1 : curfew pool
        Scope.openUntilAndRelease threads=1 : curfew pool
        Scope.poll           threads=1 : floor curfew pool
        Scope.renew          threads=1 : curfew pool
        Scope.endAll         threads=1 actions=none,each : curfew pool
        Poll.isDone          threads=1 state=live,ended contexts=shared : floor curfew mutex grpc kotlin future
        Poll.isDone          threads=2 state=live,ended contexts=shared,own : floor curfew mutex grpc kotlin future
        Poll.whileDeriving   threads=2 state=live contexts=shared : curfew mutex kotlin
        Child.lifo           threads=1 parent=shared standing=0 : curfew mutex spin port grpc+listener grpc kotlin future
        Child.fifo           threads=1 parent=shared standing=0 : curfew mutex spin port grpc+listener grpc kotlin future
        Child.ring           threads=1 parent=shared standing=0 : curfew mutex spin port grpc+listener grpc kotlin future
        Child.lifo           threads=1 parent=shared standing=100000 : curfew mutex spin kotlin
        Child.fifo           threads=1 parent=shared standing=100000 : curfew mutex spin
        Child.ring           threads=1 parent=shared standing=100000 : curfew mutex spin kotlin
        Child.any            threads=1 parent=shared standing=0 inFlight=1000,100000 : curfew mutex spin port grpc kotlin
        Child.lifo           threads=2 parent=shared standing=0 : curfew mutex spin port grpc kotlin
        Child.lifo           threads=2 parent=own standing=0 : curfew mutex spin grpc kotlin
        Child.lifo           threads=2 parent=shared standing=100000 : curfew mutex spin
        Child.fifo           threads=2 parent=shared,own standing=0 : curfew mutex spin
        Child.ring           threads=2 parent=shared,own standing=0 : curfew mutex spin kotlin
        Child.ring           threads=2 parent=shared standing=100000 : curfew mutex spin
        Child.lifo           threads=2 parent=own standing=0 : grpc+listener future
        Pattern.request      threads=1 calls=3,20 : curfew mutex spin port grpc+listener grpc kotlin future
        Pattern.request      threads=2 calls=3,20 : curfew mutex spin port grpc kotlin
        Pattern.actions      threads=1 : curfew mutex spin port grpc kotlin future
        Pattern.actions      threads=2 : curfew mutex spin port grpc kotlin
        Pattern.pollMixed    threads=1 : floor curfew mutex grpc kotlin future
        AcrossThreads.handOver threads=2 : floor curfew mutex spin port grpc kotlin
        AcrossThreads.idsEightApart threads=2 : curfew mutex spin port grpc kotlin
        Timeout.relative     threads=1 standing=0 : curfew mutex spin port grpc+listener grpc future
        Timeout.relative     threads=1 standing=100000,1000000 : curfew mutex spin grpc future
        Timeout.relative     threads=2 standing=0 : curfew mutex spin port grpc
        Timeout.relative     threads=2 standing=1000000 : curfew mutex spin grpc
        Timeout.absolute     threads=1 standing=0,1000000 : curfew mutex spin grpc
        Timeout.absolute     threads=2 standing=0 : curfew mutex spin grpc
        Timeout.inherited    threads=1,2 standing=0 : curfew mutex
        Wheel.scheduleAndCancel threads=1 live=0,1000000 : curfew netty stpe agrona
        Wheel.scheduleAndCancel threads=2 live=0,1000000 : curfew netty stpe
        Wheel.scheduleAndCancelAbsolute threads=1 live=0,1000000 : curfew netty stpe agrona
        Wheel.scheduleAndCancelAbsolute threads=2 live=0,1000000 : curfew netty stpe
        Wheel.scheduleAndFire threads=1 live=0 : curfew netty stpe agrona
        Stall.stall          threads=1 : curfew agrona
        Wake.waiter          threads=1 thread=platform,virtual : curfew mutex future
        Wake.action          threads=1 thread=platform,virtual : curfew mutex future
        Inbox.offer          threads=1,2 : striped treiber array array-varhandle xadd linked
        Inbox.drain          threads=1 : striped treiber array array-varhandle xadd linked
        Action.registerAndStop threads=1 contexts=own : curfew mutex spin port grpc kotlin
        Action.registerAndStop threads=2 contexts=shared,own : curfew mutex spin port grpc kotlin
        Action.runAtEnd      threads=1,2 contexts=own : curfew mutex spin port grpc kotlin future
        CancelTree.chain     threads=1 actions=none : curfew mutex spin port future
        CancelTree.chain     threads=1 actions=leaves : curfew mutex spin port grpc future
        CancelTree.fanOut    threads=1 actions=none : curfew mutex spin port kotlin future
        CancelTree.fanOut    threads=1 actions=leaves : curfew mutex spin port grpc kotlin future
        CancelTree.cube      threads=1 actions=none : curfew mutex spin port kotlin future
        CancelTree.cube      threads=1 actions=leaves : curfew mutex spin port grpc kotlin future
        CancelTree.killSwitch threads=1 actions=leaves : curfew mutex spin port grpc kotlin future
        Value.hit            threads=1 depth=1,10,100 chain=values,mixed : curfew mutex grpc kotlin
        Value.miss           threads=1 depth=1,10,100 chain=values,mixed : curfew mutex grpc kotlin
        Value.missNeverBound threads=1 depth=10,100 chain=values : curfew mutex grpc kotlin
        Value.bind           threads=1 depth=1,10,100 chain=values : curfew mutex grpc kotlin
        Value.bindHundred    threads=1 depth=100 chain=values : curfew mutex grpc kotlin
        Value.bindAndRead    threads=1 depth=1,3,5,10 chain=values : curfew mutex grpc kotlin
        Value.bindAndReadFirst threads=1 depth=3 chain=values : curfew mutex grpc kotlin
        Merge.merged         threads=1 : curfew mutex
        Merge.byHand         threads=1 : curfew mutex
        Lease.renew          threads=1 : curfew mutex
        Lease.derivedAgain   threads=1 : curfew mutex
        Lease.openAndCancel  threads=1 : curfew mutex
        Schedule.scheduleAndStop threads=1 : curfew mutex
        Group.forkAndJoin    threads=1 thread=platform : curfew mutex invokeAll
        Group.forkAndJoin    threads=1 thread=virtual : curfew mutex invokeAll scope
        """;

    /** Methods of two kinds of thread. */
    private static final Set<String> GROUPS = Set.of("whileDeriving", "handOver");

    private Suite() {}

    /** A row of each method with each alternative: a full run, which takes hours, shall not fail on one never tried. */
    static List<Row> smoke() {
        Map<List<String>, Row> rows = new LinkedHashMap<>();
        parse(FULL).forEach(row -> rows.putIfAbsent(List.of(row.question(), row.method(), row.impl()), row));
        List<Row> all = new ArrayList<>(rows.values());
        all.addAll(parse(SMOKE));
        return all;
    }

    /**
     * The rows of these that a user asks for, below the floor's.
     *
     * @param bench a regular expression for the names of benchmark classes, as in {@code Child} or {@code Poll|Value}
     * @param threads 1: the rows of one thread; more: the rows of several, on that many; null: all
     */
    public static List<Row> select(List<Row> suite, String bench, @Nullable List<Integer> threads) {
        Pattern name = Pattern.compile(bench);
        List<Row> wanted = suite.stream()
                .filter(row -> name.matcher(row.className()).find())
                .flatMap(row ->
                        threads == null ? Stream.of(row) : threads.stream().flatMap(count -> onThreads(row, count)))
                .toList();
        if (wanted.isEmpty() && !name.matcher("FloorBenchmark").find()) {
            throw new Refusal("no row matches " + bench + "; benchmarks: "
                    + suite.stream().map(Row::className).distinct().collect(Collectors.joining(" ")));
        }
        Set<Row> rows = new LinkedHashSet<>(parse(FLOOR));
        rows.addAll(wanted);
        return List.copyOf(rows);
    }

    /**
     * The numbers of threads that a user asks for.
     *
     * @param threads a number; or max, for a curve: 1, 2, 4 and so on, and the number of processors
     */
    public static List<Integer> threadCounts(String threads) {
        if (threads.equals("max")) {
            int most = Runtime.getRuntime().availableProcessors();
            return Stream.concat(Stream.iterate(1, count -> count < most, count -> 2 * count), Stream.of(most))
                    .toList();
        }
        if (!threads.matches("[1-9][0-9]{0,4}")) {
            throw new Refusal("threads=" + threads + " is neither a positive number nor max");
        }
        return List.of(Integer.valueOf(threads));
    }

    /** A row of several threads stands for any number of them, but a group of two kinds has one thread of each. */
    private static Stream<Row> onThreads(Row row, int threads) {
        if (threads == 1 || row.threads() == 1) {
            return row.threads() == threads ? Stream.of(row) : Stream.empty();
        }
        return Stream.of(GROUPS.contains(row.method()) ? row : row.withThreads(threads));
    }

    static List<Row> parse(String suite) {
        return suite.lines()
                .filter(line -> !line.isBlank())
                .flatMap(line -> parseLine(line).stream())
                .toList();
    }

    private static List<Row> parseLine(String line) {
        String[] halves = line.split(" : ");
        String[] words = halves[0].trim().split("\\s+");
        List<Map<String, String>> combinations = List.of(Map.of());
        for (int i = 1; i < words.length; i++) {
            String[] pair = words[i].split("=");
            combinations = times(combinations, pair[0], pair[1].split(","));
        }
        if (halves.length > 1) {
            combinations = times(combinations, "impl", halves[1].trim().split("\\s+"));
        }
        String[] name = words[0].split("\\.");
        return combinations.stream()
                .filter(combination -> Threads.exist(combination.getOrDefault("thread", Threads.PLATFORM)))
                .filter(combination -> Threads.haveScopes() || !SCOPE.id().equals(combination.get("impl")))
                .map(combination -> row(name, combination))
                .toList();
    }

    private static List<Map<String, String>> times(List<Map<String, String>> some, String name, String[] values) {
        List<Map<String, String>> product = new ArrayList<>();
        for (Map<String, String> one : some) {
            for (String value : values) {
                Map<String, String> longer = new LinkedHashMap<>(one);
                longer.put(name, value);
                product.add(longer);
            }
        }
        return product;
    }

    private static Row row(String[] name, Map<String, String> combination) {
        Map<String, String> params = new LinkedHashMap<>(combination);
        int threads = Integer.parseInt(params.remove("threads"));
        return new Row(name[0], name[1], threads, params);
    }
}
