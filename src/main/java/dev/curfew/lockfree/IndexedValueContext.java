package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.Key;
import org.jspecify.annotations.Nullable;

/**
 * A binding with a hash index of itself and the bindings above it; every {@link ValueContext#RUN}th is one.
 *
 * <p>The first {@value #COMPLETE} indexes cover all bindings above them. After that the n-th covers as many runs as the
 * lowest digit other than 0 of n stands for, with n to the base 4: so each index that a lookup meets takes a digit away, and
 * a miss probes one of them up to {@code RUN * COMPLETE} bindings, and at most one per digit beyond: three among a hundred.
 * Per digit a binding is copied one and a half times on average: the logarithmic method (Bentley and Saxe, "Decomposable
 * searching problems I", 1980), to the base 4 because that takes a probe from
 * lookups, for bytes and copies when binding.
 *
 * <p>The table has open addressing and is half full at the most. Where a key is bound twice it has the nearer binding.
 */
final class IndexedValueContext extends ValueContext {

    /** So many indexes cover everything: copies are few there, and most chains are no longer. */
    private static final int COMPLETE = 8;

    private final Context anchor;
    /** What is above the bindings that the table covers. */
    private final @Nullable Context beyond;

    private final @Nullable ValueContext[] table;
    /** Which index in a row this is, from 1. */
    private final int ordinal;

    /** @param previous the index {@link ValueContext#RUN} bindings above; null if there is none */
    IndexedValueContext(Key<?> key, @Nullable Object value, Context parent, @Nullable IndexedValueContext previous) {
        super(key, value, parent);
        anchor = parent instanceof ValueContext binding ? binding.anchor() : parent;
        ordinal = previous == null ? 1 : previous.ordinal + 1;
        int covered = RUN * (ordinal <= COMPLETE ? ordinal : lowestDigit(ordinal));
        table = new @Nullable ValueContext[2 * covered];
        ValueContext binding = this;
        while (true) {
            int slot = slotOf(table, binding.key);
            if (table[slot] == null) {
                table[slot] = binding;
            }
            covered--;
            Context above = sourceOf(binding.parent);
            if (covered == 0) {
                beyond = above;
                return;
            }
            // As long as the table covers them, there are bindings above: that is what `ordinal` counts.
            binding = (ValueContext) requireNonNull(above);
        }
    }

    /** The nearest binding of {@code key} that the table covers, or null. */
    @Nullable
    ValueContext find(Key<?> key) {
        return table[slotOf(table, key)];
    }

    @Nullable
    Context beyond() {
        return beyond;
    }

    @Override
    public Context anchor() {
        return anchor;
    }

    /** The lowest digit of {@code n} to the base 4 that is not 0, with its place value: 0x30 of 0x1234_4730. */
    private static int lowestDigit(int n) {
        int shift = Integer.numberOfTrailingZeros(n) & ~1;
        return n & (3 << shift);
    }

    /** Where the key is, or the free place where it belongs: linear probing. */
    private static int slotOf(@Nullable ValueContext[] table, Key<?> key) {
        // The hash as a fraction of 2^32, times the length (Lemire, "Fast random integer generation in an interval",
        // 2019).
        int slot = (int) (((key.hashCode() & 0xffff_ffffL) * table.length) >>> Integer.SIZE);
        while (true) {
            ValueContext binding = table[slot];
            if (binding == null || binding.key == key) {
                return slot;
            }
            slot++;
            if (slot == table.length) {
                slot = 0;
            }
        }
    }
}
