package dev.curfew.bench.alternatives;

import dev.curfew.Key;

/** No more than the chain: a lookup goes through it. */
final class WalkedBindings implements Bindings<Bindings.Binding> {

    @Override
    public Binding root() {
        return null;
    }

    @Override
    public Binding bind(Binding above, Key<Object> key, Object value) {
        return new Binding(key, value, above);
    }

    @Override
    public Object value(Binding newest, Key<Object> key) {
        for (Binding at = newest; at != null; at = at.above) {
            if (at.key == key) {
                return at.value;
            }
        }
        return null;
    }
}
