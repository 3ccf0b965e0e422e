package dev.curfew.bench.alternatives;

import dev.curfew.Key;
import dev.curfew.bench.Measured;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: how does a chain of bindings answer a lookup: by a walk, by an index on one binding in so many, by a filter in
 * each binding that tells most misses, or by index and filter?
 *
 * <p>Prediction: at depth 1 all are alike. The filter has the fastest miss at depth 10 (one bit in seven is set), but walks
 * for a hit, and at depth 100 four bits in five are set, so that it walks for a miss as well. The index is flat. A filter
 * beside the index saves a probe that is in the cache, which is next to nothing, for 8 bytes per index. Indexes over powers
 * of two ({@code index-2-binary}) cost fewer bytes than digits to the base 4, and a probe more at depth 100.
 *
 * <p>{@code curfew} is the library, with {@code index-2}, its reduction, as a control: the difference is what cancel
 * contexts and foreign ones in the chain cost. A miss asks for keys that other contexts bind, {@code missNeverBound} for
 * keys that none binds: a control, for no design here may tell them apart.
 *
 * <p>Keys are drawn from 4,096: those of a program, of which a request binds some. Blind spot: everything is in the
 * first-level cache.
 *
 * <p>Run: {@code make bench-experiment E=Values}
 */
public class ValuesExperiment extends Measured {

    private static final int KEYS = 4_096;
    private static final int LOOKUPS = 512;
    private static final int CHAIN = 100;

    /** A chain and what to look up in it. */
    @State(Scope.Benchmark)
    public static class Chain {

        @Param({
            Bindings.CURFEW,
            Bindings.INDEX_2,
            Bindings.INDEX_2_BINARY,
            Bindings.INDEX_16,
            Bindings.WALK,
            Bindings.FILTER,
            Bindings.INDEX_2_FILTER,
        })
        String design;

        @Param({"1", "10", "100"})
        int depth;

        private Bindings<Object> bindings;
        private Object newest;
        /** Another chain, of the same classes, that has other keys. */
        private Object elsewhere;

        private Key<Object>[] bound;
        private Key<Object>[] boundElsewhere;
        private Key<Object>[] neverBound;
        private int next;

        @Setup
        public void bindValues() {
            bindings = Bindings.named(design);
            Random random = new Random(20_260_105);
            Key<Object>[] keys = shuffledKeys(random);
            newest = bindings.root();
            for (Key<Object> key : Arrays.copyOf(keys, depth)) {
                newest = bindings.bind(newest, key, key);
            }
            bound = Arrays.copyOf(keys, LOOKUPS);
            for (int i = depth; i < LOOKUPS; i++) {
                bound[i] = keys[random.nextInt(depth)];
            }
            Collections.shuffle(Arrays.asList(bound), random);
            boundElsewhere = Arrays.copyOfRange(keys, LOOKUPS, 2 * LOOKUPS);
            elsewhere = bindings.root();
            for (Key<Object> key : boundElsewhere) {
                elsewhere = bindings.bind(elsewhere, key, key);
            }
            neverBound = Arrays.copyOfRange(keys, 2 * LOOKUPS, 3 * LOOKUPS);
            check();
            tenure();
        }

        private void check() {
            for (int i = 0; i < LOOKUPS; i++) {
                expect(newest, bound[i], bound[i]);
                expect(newest, boundElsewhere[i], null);
                expect(elsewhere, boundElsewhere[i], boundElsewhere[i]);
                expect(newest, neverBound[i], null);
            }
            Object nearer = bindings.bind(newest, bound[0], "nearer");
            for (int i = 0; i < CHAIN; i++) {
                nearer = bindings.bind(nearer, neverBound[i], i);
                expect(nearer, bound[0], "nearer");
            }
        }

        private void expect(Object context, Key<Object> key, Object value) {
            if (bindings.value(context, key) != value) {
                throw new AssertionError(design + " finds another value than was bound");
            }
        }

        private Object lookup(Key<Object>[] keys) {
            return bindings.value(newest, keys[next++ & LOOKUPS - 1]);
        }
    }

    /** What to bind. */
    @State(Scope.Benchmark)
    public static class Bound {

        @Param({
            Bindings.CURFEW,
            Bindings.INDEX_2,
            Bindings.INDEX_2_BINARY,
            Bindings.INDEX_16,
            Bindings.WALK,
            Bindings.FILTER,
            Bindings.INDEX_2_FILTER,
        })
        String design;

        private Bindings<Object> bindings;
        private Key<Object>[] keys;

        @Setup
        public void chooseKeys() {
            bindings = Bindings.named(design);
            keys = Arrays.copyOf(shuffledKeys(new Random(20_260_106)), CHAIN);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // No array of a generic type can be made.
    private static Key<Object>[] shuffledKeys(Random random) {
        Key<Object>[] keys = new Key[KEYS];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = Key.of("key" + i);
        }
        Collections.shuffle(Arrays.asList(keys), random);
        return keys;
    }

    @Benchmark
    public Object hit(Chain chain) {
        return chain.lookup(chain.bound);
    }

    @Benchmark
    public Object miss(Chain chain) {
        return chain.lookup(chain.boundElsewhere);
    }

    @Benchmark
    public Object missNeverBound(Chain chain) {
        return chain.lookup(chain.neverBound);
    }

    /** A chain of 100; per binding. */
    @Benchmark
    @OperationsPerInvocation(CHAIN)
    public Object bindHundred(Bound bound) {
        Object newest = bound.bindings.root();
        for (int i = 0; i < CHAIN; i++) {
            newest = bound.bindings.bind(newest, bound.keys[i], "new");
        }
        return newest;
    }
}
