package dev.curfew.bench.libraries;

import io.grpc.Context;

/** {@code io.grpc.Context}: a persistent hash trie. */
final class GrpcValues implements Values<Context, Context.Key<Object>> {

    @Override
    public Context root() {
        return Context.ROOT;
    }

    @Override
    public Context.Key<Object> key(String name) {
        return Context.key(name);
    }

    @Override
    public Context bind(Context parent, Context.Key<Object> key, Object value) {
        return parent.withValue(key, value);
    }

    @Override
    public Context scope(Context parent) {
        return parent.withCancellation();
    }

    @Override
    public Object value(Context context, Context.Key<Object> key) {
        return key.get(context);
    }
}
