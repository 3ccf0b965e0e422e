package dev.curfew.internal.lockfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Threads that collide settle: no two of them use the same stripe in the end, whatever their ids are (N5). Rounds stand
 * for time. In each round every thread attaches a link, and of those that use the same stripe one wins.
 */
class StripeMemoryTest {

    private static final int MANY_ROUNDS = 2_000;

    @Test
    void aThreadThatLostNothingUsesTheFirstStripe() {
        StripeMemory memory = new StripeMemory(8);
        memory.remember(StripeMemory.hash(1), 5);
        for (long id = 2; id < 10_000; id++) {
            assertEquals(0, memory.stripeOf(StripeMemory.hash(id)));
        }
    }

    @Test
    void aThreadRemembersItsStripe() {
        StripeMemory memory = new StripeMemory(StripeMemory.MAX_STRIPES);
        for (int stripe = 0; stripe < StripeMemory.MAX_STRIPES; stripe++) {
            memory.remember(StripeMemory.hash(77), stripe);
            assertEquals(stripe, memory.stripeOf(StripeMemory.hash(77)));
        }
    }

    @Test
    void threadsWithIdsOfAnyDistanceSettle() {
        Seeds.forEach(1, seed -> {
            Random random = new Random(seed);
            for (int threads : new int[] {2, 4, 8, 64}) {
                for (int distance = 1; distance <= 1_024; distance += threads == 64 ? 1 + random.nextInt(32) : 1) {
                    settle(new StripeMemory(threads), progression(random.nextInt(), distance, threads), random);
                }
                settle(new StripeMemory(threads), progression(random.nextInt(), 1L << 16, threads), random);
                settle(new StripeMemory(threads), random.longs(threads).toArray(), random);
            }
        });
    }

    /** A pool that replaces its threads. The memory keeps those that are gone. */
    @Test
    void newThreadsSettleInAFullMemory() {
        Seeds.forEach(20, seed -> {
            Random random = new Random(seed);
            for (int threads : new int[] {2, 4, 8, 64}) {
                StripeMemory memory = new StripeMemory(threads);
                for (int generation = 0; generation < 20; generation++) {
                    settle(memory, random.longs(threads).toArray(), random);
                }
            }
        });
    }

    /** Each attaches one link and is gone. */
    @Test
    void virtualThreadsAreSpread() {
        Seeds.forEach(1, seed -> {
            Random random = new Random(seed);
            int stripes = 8;
            StripeMemory memory = new StripeMemory(stripes);
            BitSet used = new BitSet();
            long id = 30;
            for (int round = 0; round < MANY_ROUNDS; round++) {
                used.clear();
                for (int i = 0; i < stripes; i++) {
                    int hash = StripeMemory.hash(id++);
                    int stripe = memory.stripeOf(hash);
                    if (used.get(stripe)) {
                        memory.remember(hash, (stripe + 1 + random.nextInt(stripes - 1)) % stripes);
                    }
                    used.set(stripe);
                }
            }
            assertTrue(used.cardinality() > stripes / 4, "used: " + used);
        });
    }

    private static long[] progression(long first, long distance, int count) {
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            ids[i] = first + i * distance;
        }
        return ids;
    }

    /** As many threads as stripes. */
    private static void settle(StripeMemory memory, long[] ids, Random random) {
        int stripes = ids.length;
        int round = 0;
        List<Integer> losers;
        do {
            losers = losers(memory, ids, random);
            for (int hash : losers) {
                memory.remember(hash, (memory.stripeOf(hash) + 1) % stripes);
            }
        } while (!losers.isEmpty() && ++round < MANY_ROUNDS);
        assertTrue(losers.isEmpty(), losers.size() + " of " + stripes + " threads still collide");
    }

    private static List<Integer> losers(StripeMemory memory, long[] ids, Random random) {
        BitSet used = new BitSet();
        List<Integer> losers = new ArrayList<>();
        int first = random.nextInt(ids.length);
        for (int i = 0; i < ids.length; i++) {
            int hash = StripeMemory.hash(ids[(first + i) % ids.length]);
            int stripe = memory.stripeOf(hash);
            if (used.get(stripe)) {
                losers.add(hash);
            }
            used.set(stripe);
        }
        return losers;
    }
}
