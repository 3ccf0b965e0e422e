package dev.curfew.internal.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.Key;
import org.jspecify.annotations.Nullable;

/**
 * A binding with a hash index of itself and of bindings above it. One binding in
 * {@link ValueContext#BINDINGS_PER_INDEX} is one.
 *
 * <p>The first {@value #FULL_INDEXES} indexes cover all bindings above them. After these, write the ordinal n of an
 * index in base 4: the index covers as many runs of {@code BINDINGS_PER_INDEX} bindings as the lowest digit of n that
 * is not 0 stands for, with its place value. For example, n = 12 is 30 in base 4, and covers 12 runs. So each index
 * that a lookup meets takes a digit away. A miss probes one index of at most {@code BINDINGS_PER_INDEX * FULL_INDEXES}
 * bindings, and at most one more for each digit beyond: three among a hundred bindings. Each digit copies a binding one
 * and a half times on average. This is the logarithmic method (Bentley and Saxe, "Decomposable searching problems I",
 * 1980). Base 4 saves lookups a probe, and costs bytes and copies when a value is bound.
 *
 * <p>The table has open addressing and is at most half full. For a key that is bound twice it has the nearer binding.
 */
final class IndexedValueContext extends ValueContext {

    /** The number of indexes that cover everything above. Copies are few there, and most chains are no longer. */
    private static final int FULL_INDEXES = 8;

    private final Context anchor;
    /** What is above the bindings that the table covers. */
    private final @Nullable Context beyond;

    private final @Nullable ValueContext[] table;
    /** The number of this index in its chain, from 1. */
    private final int ordinal;

    /** @param previous the index {@link ValueContext#BINDINGS_PER_INDEX} bindings above; null if there is none */
    IndexedValueContext(Key<?> key, @Nullable Object value, Context parent, @Nullable IndexedValueContext previous) {
        super(key, value, parent);
        anchor = parent instanceof ValueContext binding ? binding.anchor() : parent;
        ordinal = previous == null ? 1 : previous.ordinal + 1;
        int covered = BINDINGS_PER_INDEX * (ordinal <= FULL_INDEXES ? ordinal : lowestDigit(ordinal));
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
            // `ordinal` counts the bindings above, so there are as many as the table covers.
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

    /** The lowest digit of {@code n} in base 4 that is not 0, with its place value: 0x30 of 0x1234_4730. */
    private static int lowestDigit(int n) {
        int shift = Integer.numberOfTrailingZeros(n) & ~1;
        return n & (3 << shift);
    }

    /** The index of the key's binding, or the free index where it belongs. Linear probing. */
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
