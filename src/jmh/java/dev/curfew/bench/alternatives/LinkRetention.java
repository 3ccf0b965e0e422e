package dev.curfew.bench.alternatives;

import java.lang.management.ManagementFactory;
import java.util.Random;

/**
 * Question: how much heap does an ended context hold that a user keeps, as its own link and with a link beside it?
 *
 * <p>Prediction: with a link object only itself, 40 bytes. As its own link the same where children end in the order of a
 * stack with none beside it; with 64 in flight and random ends up to 63 siblings more, less what neighbours among the kept
 * share.
 *
 * <p>One child in 64 is kept, 20,000 in all. All have ended when the heap is measured, after a collection, as the
 * difference to the heap before. Blind spot: what the parent itself still holds is in it too, at most a few dead links.
 *
 * <p>Run: {@code make bench-link-retention}
 */
public final class LinkRetention {

    private static final int KEPT = 20_000;
    private static final int ONE_IN = 64;

    private LinkRetention() {}

    /**
     * Prints a table of bytes per ended child that is kept.
     *
     * @param args none; the system property {@code smoke} makes it short
     */
    public static void main(String[] args) {
        int kept = Boolean.getBoolean("smoke") ? KEPT / 20 : KEPT;
        System.out.println("| design | in flight | B per kept child |");
        System.out.println("|---|---|---|");
        for (String design : new String[] {Children.CURFEW, Children.INTRUSIVE, Children.LINK_OBJECTS}) {
            for (int inFlight : new int[] {1, 64, 1024}) {
                System.out.printf("| %s | %d | %d |%n", design, inFlight, bytesPerKept(design, inFlight, kept));
            }
        }
    }

    private static long bytesPerKept(String design, int inFlight, int count) {
        Children<Object> children = Children.named(design);
        Object[] kept = new Object[count];
        Object[] ring = new Object[inFlight];
        Random random = new Random(20_260_104);
        children.end(children.derive());
        long before = heapAfterCollection();
        for (int i = 0; i < inFlight; i++) {
            ring[i] = children.derive();
        }
        for (int i = 0; i < count * ONE_IN; i++) {
            int slot = random.nextInt(inFlight);
            children.end(ring[slot]);
            if (i % ONE_IN == 0) {
                kept[i / ONE_IN] = ring[slot];
            }
            ring[slot] = children.derive();
        }
        for (int i = 0; i < inFlight; i++) {
            children.end(ring[i]);
            ring[i] = null;
        }
        long after = heapAfterCollection();
        if (kept[count - 1] == null || children.derive() == null) {
            throw new AssertionError("kept until here");
        }
        return (after - before) / count;
    }

    private static long heapAfterCollection() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
