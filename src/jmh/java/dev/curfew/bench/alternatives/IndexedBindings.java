package dev.curfew.bench.alternatives;

import dev.curfew.Key;

/**
 * An index on one binding in so many, as in the library's {@code IndexedValueContext}; perhaps with a filter beside the
 * table, of all keys from the binding upwards, that spares a miss the probe.
 */
final class IndexedBindings implements Bindings<Bindings.Binding> {

    private static final int COMPLETE = 8;

    private final int run;
    private final int digitBits;
    private final boolean filtered;

    /** @param digitBits 1 or 2: whether later indexes cover powers of 2, or digits to the base 4 */
    IndexedBindings(int run, int digitBits, boolean filtered) {
        this.run = run;
        this.digitBits = digitBits;
        this.filtered = filtered;
    }

    /** 40 bytes and the table. */
    private static class Indexed extends Binding {

        final Binding[] table;
        final Binding beyond;
        final int ordinal;

        Indexed(Key<Object> key, Object value, Binding above, Indexed previous, int run, int digitBits) {
            super(key, value, above);
            ordinal = previous == null ? 1 : previous.ordinal + 1;
            int covered = run * (ordinal <= COMPLETE ? ordinal : lowestDigit(ordinal, digitBits));
            table = new Binding[2 * covered];
            Binding at = this;
            for (int i = 0; i < covered; i++) {
                int slot = slotOf(at.key);
                if (table[slot] == null) {
                    table[slot] = at;
                }
                at = at.above;
            }
            beyond = at;
        }

        private static int lowestDigit(int n, int digitBits) {
            int shift = Integer.numberOfTrailingZeros(n) / digitBits * digitBits;
            return n & (((1 << digitBits) - 1) << shift);
        }

        final int slotOf(Key<Object> key) {
            int slot = (int) (((key.hashCode() & 0xffff_ffffL) * table.length) >>> Integer.SIZE);
            while (true) {
                Binding there = table[slot];
                if (there == null || there.key == key) {
                    return slot;
                }
                slot++;
                if (slot == table.length) {
                    slot = 0;
                }
            }
        }
    }

    /** 48 bytes and the table. */
    private static final class FilteredIndexed extends Indexed {

        final long filter;

        FilteredIndexed(
                Key<Object> key, Object value, Binding above, FilteredIndexed previous, int run, int digitBits) {
            super(key, value, above, previous, run, digitBits);
            long bits = previous == null ? 0 : previous.filter;
            for (Binding at = this; at != previous; at = at.above) {
                bits |= Bindings.bit(at.key);
            }
            filter = bits;
        }
    }

    @Override
    public Binding root() {
        return null;
    }

    @Override
    public Binding bind(Binding above, Key<Object> key, Object value) {
        Binding at = above;
        for (int i = 1; i < run; i++) {
            if (at == null || at instanceof Indexed) {
                return new Binding(key, value, above);
            }
            at = at.above;
        }
        // The index above, or null for the first of a chain.
        return filtered
                ? new FilteredIndexed(key, value, above, (FilteredIndexed) at, run, digitBits)
                : new Indexed(key, value, above, (Indexed) at, run, digitBits);
    }

    @Override
    public Object value(Binding newest, Key<Object> key) {
        Binding at = newest;
        while (at != null) {
            if (at.key == key) {
                return at.value;
            }
            if (at instanceof Indexed index) {
                if (index instanceof FilteredIndexed all && (all.filter & Bindings.bit(key)) == 0) {
                    return null;
                }
                Binding hit = index.table[index.slotOf(key)];
                if (hit != null) {
                    return hit.value;
                }
                at = index.beyond;
            } else {
                at = at.above;
            }
        }
        return null;
    }
}
