package dev.curfew.bench.alternatives;

import dev.curfew.bench.report.Output;
import java.lang.management.ManagementFactory;
import java.util.Random;

/**
 * Question: how much heap does an ended context hold that a user keeps, by design of the links?
 *
 * <p>Prediction: only itself, 40 bytes, in slots, in the locked list, and with a link object. As its own link in the cursor
 * stack the same where children end in the order of a stack with none beside it; with 64 in flight and random ends up to 63
 * siblings more, less what neighbours among the kept share.
 *
 * <p>One child in 64 or in 4,096 is kept, 5,000 in all; the rarer they are, the less they share. All have ended when the
 * heap is measured, after a collection, as the difference to the heap before. Blind spot: what the parent itself still
 * holds (blocks of slots, dead links of the cursor stack), and whatever else the JVM did meanwhile, are in it too: some bytes
 * per child.
 *
 * <p>Run: {@code make bench-link-retention}
 */
public final class LinkRetention {

    private static final int KEPT = 5_000;

    private LinkRetention() {}

    /**
     * Prints a table of bytes per ended child that is kept.
     *
     * @param args none; the system property {@code smoke} makes it short
     */
    public static void main(String[] args) {
        int kept = Output.flag("smoke") ? KEPT / 50 : KEPT;
        System.out.println("| design | in flight | kept, one in | B per kept child |");
        System.out.println("|---|---|---|---|");
        for (String design : Children.DESIGNS) {
            for (int inFlight : new int[] {1, 64, 1024}) {
                for (int oneIn : new int[] {64, 4096}) {
                    long bytes = bytesPerKept(Children.named(design), inFlight, oneIn, kept);
                    System.out.printf("| %s | %d | %d | %d |%n", design, inFlight, oneIn, bytes);
                }
            }
        }
    }

    private static long bytesPerKept(Children<Object> children, int inFlight, int oneIn, int count) {
        Object[] kept = new Object[count];
        Object[] ring = new Object[inFlight];
        Random random = new Random(20_260_104);
        children.end(children.derive());
        long before = heapAfterCollection();
        for (int i = 0; i < inFlight; i++) {
            ring[i] = children.derive();
        }
        for (int i = 0; i < count * oneIn; i++) {
            int slot = random.nextInt(inFlight);
            children.end(ring[slot]);
            if (i % oneIn == 0) {
                kept[i / oneIn] = ring[slot];
            }
            ring[slot] = children.derive();
        }
        for (int i = 0; i < inFlight; i++) {
            children.end(ring[i]);
            ring[i] = null;
        }
        long after = heapAfterCollection();
        if (kept[count - 1] == null || children.derive() == null) {
            throw new AssertionError("nothing was kept until here");
        }
        return Math.round((double) (after - before) / count);
    }

    private static long heapAfterCollection() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
