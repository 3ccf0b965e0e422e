package dev.curfew.internal.lockfree;

/**
 * Which stripe of a {@link SlotTable} each thread uses that has lost a CAS there: an entry of 4 bytes for each thread,
 * four entries for each stripe that there may be.
 *
 * <p>An entry has the stripe in its low bits, and above them 26 bits of the hash of the thread that wrote it. So a
 * thread does not take another thread's entry for its own. The hash names a group of {@value #GROUP} entries, which the
 * thread searches. If the group is full, mostly of threads that are gone, a new entry replaces an old one, in turn. A
 * thread whose entry was replaced moves on again when it loses a CAS.
 *
 * <p>A thread without an entry uses the first stripe, which is what threads that meet no other one use. In a full group
 * it uses the stripe of some entry. So virtual threads, of which each has a new id, are spread over the stripes.
 *
 * <p>All of this is read and written without order (N5).
 */
final class StripeMemory {

    /** As many stripes as fit the low bits of an entry. */
    static final int MAX_STRIPES = 64;

    private static final int STRIPE = MAX_STRIPES - 1;
    private static final int GROUP = 16;
    private static final int ENTRIES_PER_STRIPE = 4;

    private final int[] entries;
    /** The entry of a full group to replace next. */
    private int hand;

    /** @param maxStripes a power of two */
    StripeMemory(int maxStripes) {
        entries = new int[Math.max(GROUP, ENTRIES_PER_STRIPE * maxStripes)];
    }

    static int hashOfThisThread() {
        return hash(Thread.currentThread().getId());
    }

    /** Two rounds: after one, threads whose ids are some distance apart, such as 89, would fill the same group. */
    static int hash(long id) {
        int mixed = (int) id * 0x9E3779B9;
        mixed = (mixed ^ (mixed >>> 15)) * 0x85EBCA6B;
        return mixed ^ (mixed >>> 16);
    }

    /** The stripe that the thread uses. */
    int stripeOf(int hash) {
        int first = first(hash);
        for (int i = 0; i < GROUP; i++) {
            int entry = entries[first ^ i];
            if (isOf(entry, hash)) {
                return entry & STRIPE;
            }
            if (entry == 0) {
                return 0;
            }
        }
        return entries[first] & STRIPE;
    }

    /** Lets the thread use a stripe from now on. */
    void remember(int hash, int stripe) {
        int first = first(hash);
        int at = -1;
        for (int i = 0; i < GROUP && at < 0; i++) {
            int entry = entries[first ^ i];
            if (entry == 0 || isOf(entry, hash)) {
                at = first ^ i;
            }
        }
        if (at < 0) {
            at = first ^ (hand++ & (GROUP - 1));
        }
        entries[at] = (hash & ~STRIPE) | stripe;
    }

    private int first(int hash) {
        return hash & (entries.length - 1);
    }

    private static boolean isOf(int entry, int hash) {
        return ((entry ^ hash) & ~STRIPE) == 0;
    }
}
