package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.Key;
import org.jspecify.annotations.Nullable;

/**
 * A binding with a hash index of itself and the bindings above it; every {@link ValueContext#RUN}th is one.
 *
 * <p>The first {@value #COMPLETE} indexes cover all bindings above them. The n-th after that covers
 * {@code RUN * lowestOneBit(n)}, so the indexes that a lookup meets grow by a factor of two at least: a hit or miss probes
 * one of them up to {@code RUN * COMPLETE} bindings, and {@code log2} of their number beyond. A binding is copied once per
 * size, so that copying stays logarithmic per binding, amortised: the logarithmic method (Bentley and Saxe, "Decomposable
 * searching problems I", 1980).
 *
 * <p>The table has open addressing and is at most half full. Where a key is bound twice it has the nearer binding.
 */
final class IndexedValueContext extends ValueContext {

    /** So many indexes cover everything: copying each binding so often still costs less than a second probe. */
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
        int covered = RUN * (ordinal <= COMPLETE ? ordinal : Integer.lowestOneBit(ordinal));
        table = new @Nullable ValueContext[2 * Integer.highestOneBit(2 * covered - 1)];
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
    Context anchor() {
        return anchor;
    }

    /** Where the key is, or the free place where it belongs: linear probing. */
    private static int slotOf(@Nullable ValueContext[] table, Key<?> key) {
        int mask = table.length - 1;
        int slot = key.hashCode() >>> Integer.numberOfLeadingZeros(mask);
        while (true) {
            ValueContext binding = table[slot];
            if (binding == null || binding.key == key) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }
}
