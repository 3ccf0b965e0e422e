package dev.curfew.bench.alternatives;

import dev.curfew.Key;

/**
 * Each binding has the bits of all keys from itself upwards, a Bloom filter of one hash. A lookup walks as long as the
 * bit of its key is there: so most misses end at once, and the others where no binding
 * above has that bit.
 */
final class FilteredBindings implements Bindings<FilteredBindings.Filtered> {

    /** 32 bytes. */
    static final class Filtered extends Binding {

        final long filter;

        Filtered(Key<Object> key, Object value, Filtered above) {
            super(key, value, above);
            filter = Bindings.bit(key) | (above == null ? 0 : above.filter);
        }
    }

    @Override
    public Filtered root() {
        return null;
    }

    @Override
    public Filtered bind(Filtered above, Key<Object> key, Object value) {
        return new Filtered(key, value, above);
    }

    @Override
    public Object value(Filtered newest, Key<Object> key) {
        long bit = Bindings.bit(key);
        Filtered at = newest;
        while (at != null && (at.filter & bit) != 0) {
            if (at.key == key) {
                return at.value;
            }
            at = (Filtered) at.above;
        }
        return null;
    }
}
