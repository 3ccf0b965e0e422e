package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Libraries;
import dev.curfew.bench.libraries.Values;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does a lookup of a request-scoped value cost when it is found and when it is not, below 1, 10 and 100
 * values, with cancel contexts between them; what does it cost to bind one; and what do the values of a request cost,
 * which are bound and looked up a few times?
 *
 * <p>Prediction: below 10 ns up to depth 10 and flat beyond it, hit or miss, because a walk of up to 8 bindings or an
 * index answers; cancel contexts cost nothing. A hit among many keys pays for branches that are not predictable, a miss
 * does not. To bind costs an allocation. Up to 8 values, a request costs what a walk costs; above, the index that the
 * first long lookup makes is paid for by some ten lookups.
 *
 * <p>Alternatives: the trie of grpc is copied along its path at each bind. Values of kotlin are the elements of a
 * {@code CoroutineContext}, of which the job is one. future has no values.
 *
 * <p>Keys that no context ever bound are looked up without cancel contexts between the values, and the full run has
 * them from depth 10 on: no design here can tell such a miss from any other.
 *
 * <p>Blind spot: keys and contexts are in the first-level cache. Each call takes its key from a shuffled table of 512,
 * one indexed load, so that no branch can learn one key; programs that look up few keys do better.
 */
@State(Scope.Benchmark)
@Shown(title = "Value: look up, bind")
public class ValueBenchmark extends Measured {

    private static final int LOOKUPS = 512;
    private static final int CHAIN = 100;
    private static final String NEW = "new";

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    @Param({"1", "10", "100"})
    int depth;

    /** {@code values} alone, or {@code mixed}: a cancel context after each. */
    @Param({"values", "mixed"})
    String chain;

    private Values<Object, Object> values;
    private Object parent;
    private Object context;
    private Object stranger;
    private Object[] bound;
    private Object[] boundElsewhere;
    private Object[] neverBound;
    private Object[] chainKeys;
    private int next;

    @Setup
    public void bindValues() {
        values = Libraries.values(Alternative.of(impl));
        parent = values.scope(values.root());
        Object[] keys = makeKeys(depth);
        context = values.root();
        for (Object key : keys) {
            context = values.bind(context, key, "here");
            if (chain.equals("mixed")) {
                context = values.scope(context);
            }
        }
        Random random = new Random(20_260_102);
        bound = new Object[LOOKUPS];
        for (int i = 0; i < LOOKUPS; i++) {
            bound[i] = keys[random.nextInt(depth)];
        }
        boundElsewhere = makeKeys(LOOKUPS);
        stranger = values.root();
        for (Object key : boundElsewhere) {
            stranger = values.bind(stranger, key, "elsewhere");
        }
        neverBound = makeKeys(LOOKUPS);
        chainKeys = makeKeys(CHAIN);
        tenure();
    }

    private Object[] makeKeys(int count) {
        Object[] keys = new Object[count];
        for (int i = 0; i < count; i++) {
            keys[i] = values.key("key" + i);
        }
        return keys;
    }

    @Benchmark
    public Object hit() {
        return values.value(context, nextOf(bound));
    }

    /** Keys that other contexts bind. */
    @Benchmark
    public Object miss() {
        return values.value(context, nextOf(boundElsewhere));
    }

    /** Keys that no context ever bound. */
    @Benchmark
    public Object missNeverBound() {
        return values.value(context, nextOf(neverBound));
    }

    /** One value more on top of {@code depth} values. */
    @Benchmark
    public Object bind() {
        return values.bind(context, nextOf(neverBound), NEW);
    }

    /**
     * 100 values, whatever {@code depth} says, and a lookup of the first, so that an index is paid for where it is made
     * lazily. Per value.
     */
    @Benchmark
    @OperationsPerInvocation(CHAIN)
    public Object bindHundred() {
        Object last = values.root();
        for (Object key : chainKeys) {
            last = values.bind(last, key, NEW);
        }
        return values.value(last, chainKeys[0]);
    }

    /** A request: {@code depth} values, at most 100, each looked up twice. */
    @Benchmark
    public int bindAndRead() {
        Object last = bindAll();
        int found = 0;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < depth; i++) {
                found += values.value(last, chainKeys[i]) == NEW ? 1 : 0;
            }
        }
        return found;
    }

    /** {@code depth} values, at most 100, and one lookup of the first. */
    @Benchmark
    public Object bindAndReadFirst() {
        return values.value(bindAll(), chainKeys[0]);
    }

    private Object bindAll() {
        Object last = parent;
        for (int i = 0; i < depth; i++) {
            last = values.bind(last, chainKeys[i], NEW);
        }
        return last;
    }

    private Object nextOf(Object[] keys) {
        return keys[next++ & LOOKUPS - 1];
    }
}
