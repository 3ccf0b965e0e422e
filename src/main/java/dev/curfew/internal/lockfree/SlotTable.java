package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What hangs below a context with many links, or below one on which threads collide: slots in place of a stack. So each
 * link is taken out exactly and in constant time, whatever the order of ends.
 *
 * <p>Each thread uses one {@link Stripe}. There is one stripe at first. A thread that loses a CAS moves on to the next
 * stripe and stays there ({@link StripeMemory}). If there is no next stripe, the thread makes one, up to one for each
 * processor, rounded up to a power of two. Links that do not fit into the 16 slots of a stripe go into {@link Block}s,
 * which all stripes share. A thread looks for a free slot in the block that its stripe fills, then in the stripe, then
 * in a block that is available, then in blocks with lost bits (B1). If it finds none, it makes a block, twice as large
 * as the last one, up to {@value Block#MOST_SLOTS} slots.
 *
 * <p>Actions keep the order of their registration. As long as they are few and no threads collide, they are pushed on
 * the stack that the context had before. Later actions sit in slots and carry a stamp ({@link StampedAction}).
 *
 * <ul>
 *   <li>S2: Stripes and blocks are only added. A thread that attaches a link reads the context's word again after the
 *       link is in its slot. A thread that ends the context CASes the word first and then walks the slots. So at least
 *       one of the two sees the other's step, wherever either is stalled.
 *   <li>S3: A block is made only if none is available and {@value #MAX_AUDITS} others were searched in vain. There are
 *       at most one and a half times as many slots as links were alive at once, and for each stripe 64 more in its
 *       block and 16 of its own. The two first blocks are smaller, which makes 40 slots more for each stripe.
 *   <li>S4: No link is pushed on the stack by a call that began after an action was stamped: {@code stamps} only grows,
 *       and is not 0 from the first stamp on.
 *   <li>N5: {@code memory} and {@code collisions} are read and written without order. A stale value sends a thread to a
 *       stripe with more traffic.
 * </ul>
 */
final class SlotTable {

    /**
     * One for each processor, and no more than a thread can remember. Computed once, because the number of processors
     * may change.
     */
    static final int MAX_STRIPES = maxStripes(Runtime.getRuntime().availableProcessors());

    /** After so many stamps that count registrations, stamps are times: pollers read the line with the count. */
    private static final short CLOCK = 1024;

    /** After more lost CASes on the newest link than this, actions go to slots. */
    private static final int MAX_COLLISIONS = 8;

    /**
     * The number of blocks that are searched before one is made. With two, lost slots are at most half of the others.
     */
    private static final int MAX_AUDITS = 2;

    private static final VarHandle STRIPES =
            fieldVarHandle(lookup(), "stripes", VarHandle.class, SlotTable.class, Stripe[].class);
    private static final VarHandle STAMPS =
            fieldVarHandle(lookup(), "stamps", VarHandle.class, SlotTable.class, short.class);
    private static final VarHandle BLOCKS =
            fieldVarHandle(lookup(), "blocks", VarHandle.class, SlotTable.class, Block.class);

    private volatile Stripe[] stripes;
    /** All blocks, linked by {@link Block#older}. */
    private volatile @Nullable Block blocks;

    /** How many actions have a stamp, or {@link #CLOCK}. */
    private volatile short stamps;

    /** The block to search next. */
    private @Nullable Block audited;

    private byte collisions;
    /** Null until a thread has lost a CAS: all threads use the first stripe. */
    private @Nullable StripeMemory memory;

    /** @param newest the newest link of the stack that the context had, or null */
    SlotTable(@Nullable Link newest) {
        Stripe first = new Stripe();
        if (newest != null) {
            first.cellVolatile(Stripe.NEWEST, newest);
        }
        stripes = new Stripe[] {first};
    }

    // ---- attaching

    /**
     * Puts a link into a free slot. Lock-free. The caller then reads the context's word again (S2). If memory is short,
     * throws before anything is changed.
     */
    void put(Link link) {
        while (true) {
            Stripe[] all = stripes;
            int index = indexOfThisThread(all);
            Stripe stripe = all[index];
            Block block = stripe.block();
            SlotHolder.Outcome outcome = block == null ? SlotHolder.Outcome.FULL : block.put(link);
            if (outcome == SlotHolder.Outcome.FULL) {
                outcome = stripe.put(link);
            }
            switch (outcome) {
                case PUT -> {
                    return;
                }
                case FULL -> fill(stripe, block, nextBlock());
                case COLLIDED -> moveOn(index);
            }
        }
    }

    /** Called after a slot of a block was emptied. Throws nothing. */
    void freed(Block block, long bit) {
        Stripe[] all = stripes;
        Stripe stripe = all[indexOfThisThread(all)];
        Block current = stripe.block();
        if (current == block) {
            block.addFree(bit);
        } else if ((current == null || !current.hasFree()) && !isFilledByOther(block, stripe)) {
            block.addFree(bit);
            fill(stripe, current, block);
        } else {
            block.addFreed(bit);
            if (!isFilledByOther(block, stripe)) {
                makeAvailable(block);
            }
        }
    }

    private static boolean isFilledByOther(Block block, Stripe stripe) {
        Stripe filler = block.filler;
        return filler != null && filler != stripe && filler.block() == block;
    }

    /** Lets the threads of a stripe fill the next block from now on. */
    private void fill(Stripe stripe, @Nullable Block before, Block next) {
        if (next.filler != stripe) { // storing a reference costs more than reading one
            next.filler = stripe;
        }
        if (!stripe.casBlock(before, next)) {
            makeAvailable(next);
        } else if (before != null && before.hasFree()) {
            makeAvailable(before);
        }
    }

    private Block nextBlock() {
        Block next = takeAvailable();
        if (next == null) {
            next = takeLost();
        }
        return next == null ? newBlock() : next;
    }

    private Block newBlock() {
        Block newest = blocks;
        Block block = new Block(this, newest == null ? Block.FEWEST_SLOTS : newest.slotsOfNext());
        block.older = newest;
        while (!BLOCKS.compareAndSet(this, newest, block)) {
            newest = blocks;
            block.older = newest;
        }
        return block;
    }

    /** Searches the next {@value #MAX_AUDITS} blocks for free slots whose bits were lost (B1). */
    private @Nullable Block takeLost() {
        Block at = audited;
        for (int i = 0; i < MAX_AUDITS; i++) {
            at = at == null ? blocks : at;
            if (at == null) {
                return null;
            }
            audited = at.older;
            if (!at.isListed() && !isFilled(at) && at.recount()) {
                return at;
            }
            at = at.older;
        }
        return null;
    }

    private boolean isFilled(Block block) {
        for (Stripe stripe : stripes) {
            if (stripe.block() == block) {
                return true;
            }
        }
        return false;
    }

    // ---- available blocks: a Treiber stack of fresh nodes, because a block may come back (ABA)

    static final class Available {

        final Block block;
        final @Nullable Object older;

        Available(Block block, @Nullable Object older) {
            this.block = block;
            this.older = older;
        }
    }

    private void makeAvailable(Block block) {
        if (block.isListed() || !block.list()) {
            return;
        }
        Stripe first = stripes[0];
        try {
            Object newest;
            do {
                newest = first.cellVolatile(Stripe.AVAILABLE);
            } while (!first.casCell(Stripe.AVAILABLE, newest, new Available(block, newest)));
        } catch (OutOfMemoryError e) {
            block.unlist(); // The block is found again when one of its slots is freed, or by takeLost().
        }
    }

    private @Nullable Block takeAvailable() {
        Stripe first = stripes[0];
        while (first.cellVolatile(Stripe.AVAILABLE) instanceof Available newest) {
            if (first.casCell(Stripe.AVAILABLE, newest, newest.older)) {
                newest.block.unlist();
                if (newest.block.hasFree()) {
                    return newest.block;
                }
            }
        }
        return null;
    }

    // ---- stripes

    /** The number of processors, rounded up to a power of two. */
    static int maxStripes(int processors) {
        return Math.min(StripeMemory.MAX_STRIPES, Integer.highestOneBit(2 * processors - 1));
    }

    /** Of the stripe that this thread uses, in an array that may be older than what is remembered. */
    int indexOfThisThread(Stripe[] all) {
        StripeMemory known = memory;
        if (known == null) {
            return 0;
        }
        int index = known.stripeOf(StripeMemory.hashOfThisThread());
        return index < all.length ? index : 0;
    }

    /** Called after this thread lost a CAS in a stripe. */
    void moveOn(int from) {
        int next = from + 1;
        if (next == stripes.length) {
            addStripe();
        }
        StripeMemory known = memory;
        if (known == null) {
            known = new StripeMemory(MAX_STRIPES);
            memory = known;
        }
        known.remember(StripeMemory.hashOfThisThread(), next < stripes.length ? next : 0);
    }

    /** Adds a stripe, unless there are as many as there may be, or another thread has just added one. */
    void addStripe() {
        Stripe[] seen = stripes;
        if (seen.length < MAX_STRIPES) {
            Stripe[] more = Arrays.copyOf(seen, seen.length + 1);
            more[seen.length] = new Stripe();
            STRIPES.compareAndSet(this, seen, more);
        }
    }

    // ---- the stack for actions

    @Nullable
    Link newestVolatile() {
        return (Link) stripes[0].cellVolatile(Stripe.NEWEST);
    }

    boolean casNewest(@Nullable Link seen, @Nullable Link next) {
        return stripes[0].casCell(Stripe.NEWEST, seen, next);
    }

    /** Takes a finished link off the stack if it is the newest. */
    boolean pop(Link finished) {
        Stripe first = stripes[0];
        return first.cellVolatile(Stripe.NEWEST) == finished
                && first.casCell(Stripe.NEWEST, finished, finished.older());
    }

    boolean isStamping() {
        return stamps != 0;
    }

    /**
     * A stamp for an action that is being registered (S4, S5). The first ones count registrations, which is cheaper than
     * to read the clock as long as threads do not collide on the count.
     */
    long stamp() {
        short count = stamps;
        if (count < CLOCK) {
            if (STAMPS.compareAndSet(this, count, (short) (count + 1))) {
                return StampedAction.counted(count);
            }
            stamps = CLOCK;
        }
        return StampedAction.time();
    }

    /**
     * Attaches an action: to the stack as long as that is short and quiet, otherwise in a slot. Lock-free. The caller
     * then reads the context's word again (S2). Returns the registration, which may be another one than the argument.
     */
    ActionLink register(ActionLink action) {
        while (!isStamping()) {
            Link newest = newestVolatile();
            int rank = LinkStack.rankAbove(newest);
            if (rank > LinkStack.MAX_LINKS || collisions > MAX_COLLISIONS) {
                break;
            }
            action.homePlain(newest);
            if (rank > 0 && casNewest(newest, action)) {
                action.placeRelease(rank);
                return action;
            }
            // Rank 0 counts, too: if the context has ended, its newest link may be gone for good (K5).
            collisions++;
        }
        ActionLink stamped = action.stamped(this);
        put(stamped);
        return stamped;
    }

    // ---- ending

    /** Shows each link in a slot. */
    void each(LinkVisitor visitor) {
        for (Stripe stripe : stripes) {
            stripe.each(visitor);
        }
        for (Block block = blocks; block != null; block = block.older) {
            block.each(visitor);
        }
    }
}
