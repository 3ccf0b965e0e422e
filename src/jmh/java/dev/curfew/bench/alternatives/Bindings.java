package dev.curfew.bench.alternatives;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;

/**
 * Chains of bindings.
 *
 * @param <B> the newest of a chain, or null or a root if there is none
 */
interface Bindings<B> {

    /** The library itself. */
    String CURFEW = "curfew";

    String INDEX_2 = "index-2";
    String INDEX_2_BINARY = "index-2-binary";
    String INDEX_16 = "index-16";
    String WALK = "walk";
    String FILTER = "filter";
    String INDEX_2_FILTER = "index-2+filter";

    B root();

    B bind(B above, Key<Object> key, Object value);

    /** The nearest value, or null. */
    Object value(B newest, Key<Object> key);

    @SuppressWarnings("unchecked")
    static Bindings<Object> named(String design) {
        return (Bindings<Object>)
                switch (design) {
                    case CURFEW -> new OfCurfew();
                    case INDEX_2 -> new IndexedBindings(2, 2, false);
                    case INDEX_2_BINARY -> new IndexedBindings(2, 1, false);
                    case INDEX_16 -> new IndexedBindings(16, 2, false);
                    case INDEX_2_FILTER -> new IndexedBindings(2, 2, true);
                    case WALK -> new WalkedBindings();
                    case FILTER -> new FilteredBindings();
                    default -> throw new IllegalArgumentException("no design of values is called " + design);
                };
    }

    /** The key's bit in a filter of 64: from the high bits of the hash, which are its best. */
    static long bit(Key<Object> key) {
        return 1L << (key.hashCode() >>> (Integer.SIZE - 6));
    }

    /** A binding of the reductions: 24 bytes. */
    class Binding {

        final Key<Object> key;
        final Object value;
        final Binding above;

        Binding(Key<Object> key, Object value, Binding above) {
            this.key = key;
            this.value = value;
            this.above = above;
        }
    }

    /** The library, with what the reductions leave out: cancel contexts and foreign ones may be in the chain. */
    final class OfCurfew implements Bindings<Context> {

        private final Context background = ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .build()
                .background();

        @Override
        public Context root() {
            return background;
        }

        @Override
        public Context bind(Context above, Key<Object> key, Object value) {
            return above.withValue(key, value);
        }

        @Override
        public Object value(Context newest, Key<Object> key) {
            return newest.value(key);
        }
    }
}
