package dev.curfew.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each kind of run measures, as data. A line is {@code Question.method name=value,value : rivals}; it stands for
 * each combination of its values and rivals. {@code threads} is JMH's, all other names are the benchmark's parameters.
 * Rows of threads that this JDK does not have are left out.
 */
final class Suite {

    /** Under every table, whatever was asked for. */
    static final String FLOOR = """
        Floor.nanoTime         threads=1
        Floor.compareAndSet    threads=1
        Floor.volatileRead     threads=1
        Floor.allocate32Bytes  threads=1
        """;

    /**
     * At most 60 rows, the floor included. What a sceptic asks first: each question in its plainest form against those
     * who come closest, then the forms in which a lock-free design could be worse (many siblings, any order,
     * two threads), and every bar.
     */
    static final String HEADLINE = """
        Poll.isDone          threads=1 state=live contexts=shared : floor curfew mutex future
        Poll.isDone          threads=1 state=ended contexts=shared : floor curfew
        Poll.isDone          threads=2 state=live contexts=shared : floor curfew
        Poll.whileDeriving   threads=2 state=live contexts=shared : curfew mutex
        Child.lifo           threads=1 parent=shared standing=0 : curfew mutex grpc kotlin future
        Child.ring           threads=1 parent=shared standing=0 : curfew mutex
        Child.any            threads=1 parent=shared standing=0 inFlight=1000,100000 : curfew mutex
        Child.lifo           threads=2 parent=shared standing=0 : curfew mutex kotlin
        Child.lifo           threads=2 parent=own standing=0 : curfew
        Child.ring           threads=2 parent=shared standing=0 : curfew mutex
        Child.ring           threads=2 parent=own standing=0 : curfew
        Timeout.relative     threads=1 standing=0 : curfew mutex grpc future
        Timeout.relative     threads=1 standing=1000000 : curfew
        Timeout.relative     threads=2 standing=0 : curfew mutex
        Wheel.scheduleAndCancel threads=1 live=0 : curfew netty stpe
        Wheel.scheduleAndCancelAbsolute threads=1 live=0 : curfew netty
        Action.registerAndStop threads=1 contexts=own : curfew mutex
        Action.registerAndStop threads=2 contexts=shared : curfew
        CancelTree.fanOut    threads=1 actions=none : curfew mutex future
        CancelTree.killSwitch threads=1 actions=leaves : curfew mutex
        Value.hit            threads=1 depth=10 chain=values : curfew mutex grpc
        Value.hit            threads=1 depth=100 chain=values : curfew
        Value.miss           threads=1 depth=10 chain=mixed : curfew
        Value.missNeverBound threads=1 depth=100 chain=values : curfew grpc
        Value.bindHundred    threads=1 depth=100 chain=values : curfew
        """;

    /** The bars that a change to the core is most likely to break, against the core it replaces. */
    static final String QUICK = """
        Poll.isDone          threads=1 state=live contexts=shared : floor curfew mutex
        Poll.whileDeriving   threads=2 state=live contexts=shared : curfew mutex
        Child.lifo           threads=1 parent=shared standing=0 : curfew mutex grpc+listener kotlin
        Child.ring           threads=1 parent=shared standing=0 : curfew mutex
        Child.any            threads=1 parent=shared standing=0 inFlight=1000 : curfew mutex
        Child.lifo           threads=2 parent=shared standing=0 : curfew mutex
        Child.lifo           threads=2 parent=own standing=0 : curfew
        Timeout.relative     threads=1,2 standing=0 : curfew mutex
        Wheel.scheduleAndCancel threads=1 live=0 : curfew netty
        Wheel.scheduleAndCancelAbsolute threads=1 live=0 : curfew netty
        Action.registerAndStop threads=1 contexts=own : curfew mutex
        Action.registerAndStop threads=2 contexts=shared : curfew
        CancelTree.fanOut    threads=1 actions=none : curfew mutex kotlin
        CancelTree.killSwitch threads=1 actions=leaves : curfew mutex
        Value.hit            threads=1 depth=10 chain=values : curfew mutex grpc
        Value.hit            threads=1 depth=100 chain=values : curfew
        Value.missNeverBound threads=1 depth=100 chain=values : curfew mutex
        """;

    /** Where barriers, card marks and the size of a header show. */
    static final String MATRIX = """
        Poll.whileDeriving   threads=2 state=live contexts=shared : curfew
        Child.lifo           threads=1 parent=shared standing=0 : curfew mutex
        Child.lifo           threads=2 parent=shared standing=0 : curfew mutex
        Child.lifo           threads=2 parent=own standing=0 : curfew
        Child.ring           threads=2 parent=shared standing=0 : curfew mutex
        Timeout.relative     threads=1,2 standing=0 : curfew mutex
        Wheel.scheduleAndCancelAbsolute threads=1 live=0 : curfew netty
        CancelTree.fanOut    threads=1 actions=none : curfew mutex
        Value.hit            threads=1 depth=10 chain=values : curfew mutex
        """;

    /**
     * Each method with each rival that it takes anywhere, once: a full run, which takes hours, shall not fail on a row that
     * nobody ever tried. Of the values of a parameter those that take another path, heavy ones with one rival.
     */
    static final String SMOKE = """
        Harness.pollByHand   threads=1
        Harness.childByHand  threads=1
        Poll.isDone          threads=1 state=live contexts=shared : floor curfew mutex grpc kotlin future
        Poll.isDone          threads=2 state=ended contexts=own : curfew
        Poll.whileDeriving   threads=2 state=live contexts=shared : curfew mutex kotlin
        Child.lifo           threads=1 parent=shared standing=0 : curfew mutex grpc+listener grpc kotlin future
        Child.lifo           threads=2 parent=own standing=0 : grpc+listener
        Child.fifo           threads=1 parent=shared standing=0 : curfew mutex grpc+listener grpc kotlin future
        Child.ring           threads=1 parent=shared standing=0 : curfew mutex grpc+listener grpc kotlin future
        Child.ring           threads=2 parent=shared standing=100000 : curfew
        Child.any            threads=1 parent=shared standing=0 inFlight=1000 : curfew mutex grpc kotlin
        Child.any            threads=1 parent=shared standing=0 inFlight=100000 : curfew
        Timeout.relative     threads=1 standing=0 : curfew mutex grpc+listener grpc future
        Timeout.relative     threads=2 standing=1000000 : mutex
        Timeout.absolute     threads=1 standing=0 : curfew mutex grpc+listener grpc
        Timeout.inherited    threads=1 standing=0 : curfew mutex
        Wheel.scheduleAndCancel threads=1 live=0 : curfew netty stpe agrona
        Wheel.scheduleAndCancel threads=2 live=100000 : netty
        Wheel.scheduleAndCancelAbsolute threads=1 live=0 : curfew netty stpe agrona
        Wheel.scheduleAndFire threads=1 live=0 : curfew netty stpe agrona
        Stall.stall          threads=1 : curfew agrona
        Wake.waiter          threads=1 thread=platform : curfew mutex future
        Wake.waiter          threads=1 thread=virtual : curfew
        Wake.action          threads=1 thread=platform : curfew mutex future
        Wake.action          threads=1 thread=virtual : curfew
        Inbox.offer          threads=1 : striped treiber array array-varhandle xadd linked
        Inbox.drain          threads=1 : striped treiber array array-varhandle xadd linked
        Action.registerAndStop threads=1 contexts=own : curfew mutex grpc kotlin
        Action.registerAndStop threads=2 contexts=shared : curfew
        Action.runAtEnd      threads=1 contexts=own : curfew mutex grpc kotlin future
        CancelTree.chain     threads=1 actions=none : curfew
        CancelTree.chain     threads=1 actions=leaves : curfew mutex grpc future
        CancelTree.fanOut    threads=1 actions=none : curfew
        CancelTree.fanOut    threads=1 actions=leaves : curfew mutex grpc kotlin future
        CancelTree.cube      threads=1 actions=none : curfew
        CancelTree.cube      threads=1 actions=leaves : curfew mutex grpc kotlin future
        CancelTree.killSwitch threads=1 actions=leaves : curfew mutex grpc kotlin future
        Value.hit            threads=1 depth=10 chain=mixed : curfew mutex grpc kotlin
        Value.miss           threads=1 depth=10 chain=mixed : curfew mutex grpc kotlin
        Value.missNeverBound threads=1 depth=10 chain=mixed : curfew mutex grpc kotlin
        Value.bind           threads=1 depth=10 chain=values : curfew mutex grpc kotlin
        Value.bindHundred    threads=1 depth=100 chain=values : curfew mutex grpc kotlin
        """;

    /** Everything, less the combinations that the benchmarks' class comments rule out. */
    static final String FULL = """
        Harness.pollByHand   threads=1
        Harness.childByHand  threads=1
        Poll.isDone          threads=1 state=live,ended contexts=shared : floor curfew mutex grpc kotlin future
        Poll.isDone          threads=2 state=live,ended contexts=shared,own : floor curfew mutex grpc kotlin future
        Poll.whileDeriving   threads=2 state=live contexts=shared : curfew mutex kotlin
        Child.lifo           threads=1 parent=shared standing=0 : curfew mutex grpc+listener grpc kotlin future
        Child.fifo           threads=1 parent=shared standing=0 : curfew mutex grpc+listener grpc kotlin future
        Child.ring           threads=1 parent=shared standing=0 : curfew mutex grpc+listener grpc kotlin future
        Child.lifo           threads=1 parent=shared standing=100000 : curfew mutex grpc kotlin
        Child.fifo           threads=1 parent=shared standing=100000 : curfew mutex grpc kotlin
        Child.ring           threads=1 parent=shared standing=100000 : curfew mutex grpc kotlin
        Child.any            threads=1 parent=shared standing=0 inFlight=1000,100000 : curfew mutex grpc kotlin
        Child.lifo           threads=2 parent=shared,own standing=0,100000 : curfew mutex grpc kotlin
        Child.fifo           threads=2 parent=shared,own standing=0 : curfew mutex grpc kotlin
        Child.ring           threads=2 parent=shared,own standing=0,100000 : curfew mutex grpc kotlin
        Child.lifo           threads=2 parent=own standing=0 : grpc+listener future
        Timeout.relative     threads=1 standing=0,100000,1000000 : curfew mutex grpc+listener grpc future
        Timeout.relative     threads=2 standing=0,100000,1000000 : curfew mutex grpc
        Timeout.absolute     threads=1,2 standing=0,100000,1000000 : curfew mutex grpc
        Timeout.absolute     threads=1 standing=0 : grpc+listener
        Timeout.inherited    threads=1,2 standing=0 : curfew mutex
        Wheel.scheduleAndCancel threads=1 live=0,100000,1000000 : curfew netty stpe agrona
        Wheel.scheduleAndCancel threads=2 live=0,100000,1000000 : curfew netty stpe
        Wheel.scheduleAndCancelAbsolute threads=1 live=0,100000,1000000 : curfew netty stpe agrona
        Wheel.scheduleAndCancelAbsolute threads=2 live=0,100000,1000000 : curfew netty stpe
        Wheel.scheduleAndFire threads=1 live=0 : curfew netty stpe agrona
        Stall.stall          threads=1 : curfew agrona
        Wake.waiter          threads=1 thread=platform,virtual : curfew mutex future
        Wake.action          threads=1 thread=platform,virtual : curfew mutex future
        Inbox.offer          threads=1,2 : striped treiber array array-varhandle xadd linked
        Inbox.drain          threads=1 : striped treiber array array-varhandle xadd linked
        Action.registerAndStop threads=1 contexts=own : curfew mutex grpc kotlin
        Action.registerAndStop threads=2 contexts=shared,own : curfew mutex grpc kotlin
        Action.runAtEnd      threads=1,2 contexts=own : curfew mutex grpc kotlin future
        CancelTree.chain     threads=1 actions=none : curfew mutex future
        CancelTree.chain     threads=1 actions=leaves : curfew mutex grpc future
        CancelTree.fanOut    threads=1 actions=none : curfew mutex kotlin future
        CancelTree.fanOut    threads=1 actions=leaves : curfew mutex grpc kotlin future
        CancelTree.cube      threads=1 actions=none : curfew mutex kotlin future
        CancelTree.cube      threads=1 actions=leaves : curfew mutex grpc kotlin future
        CancelTree.killSwitch threads=1 actions=leaves : curfew mutex grpc kotlin future
        Value.hit            threads=1 depth=1,10,100 chain=values,mixed : curfew mutex grpc kotlin
        Value.miss           threads=1 depth=1,10,100 chain=values,mixed : curfew mutex grpc kotlin
        Value.missNeverBound threads=1 depth=10,100 chain=values : curfew mutex grpc kotlin
        Value.bind           threads=1 depth=1,10,100 chain=values : curfew mutex grpc kotlin
        Value.bindHundred    threads=1 depth=100 chain=values : curfew mutex grpc kotlin
        """;

    private Suite() {}

    static List<Row> parse(String suite) {
        List<Row> rows = new ArrayList<>();
        suite.lines().filter(line -> !line.isBlank()).forEach(line -> rows.addAll(parseLine(line)));
        return rows;
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
