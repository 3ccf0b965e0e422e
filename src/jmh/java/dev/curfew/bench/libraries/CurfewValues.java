package dev.curfew.bench.libraries;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;

/** This library's values, on either core. */
final class CurfewValues implements Values<Context, Key<Object>> {

    private final Context background;

    CurfewValues(ContextRuntime.Core core) {
        background = ContextRuntime.builder().core(core).build().background();
    }

    @Override
    public Context root() {
        return background;
    }

    @Override
    public Key<Object> key(String name) {
        return Key.of(name);
    }

    @Override
    public Context bind(Context parent, Key<Object> key, Object value) {
        return parent.withValue(key, value);
    }

    @Override
    public Context scope(Context parent) {
        return parent.withCancel();
    }

    @Override
    public Object value(Context context, Key<Object> key) {
        return context.value(key);
    }
}
