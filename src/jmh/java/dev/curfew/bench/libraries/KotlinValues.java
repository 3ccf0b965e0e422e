package dev.curfew.bench.libraries;

import kotlin.coroutines.AbstractCoroutineContextElement;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.JobKt;

/** {@code CoroutineContext}, which carries a coroutine's values and its job: a list, copied up to where it changes. */
final class KotlinValues implements Values<CoroutineContext, KotlinValues.ValueKey> {

    static final class ValueKey implements CoroutineContext.Key<Bound> {}

    static final class Bound extends AbstractCoroutineContextElement {
        final Object value;

        Bound(ValueKey key, Object value) {
            super(key);
            this.value = value;
        }
    }

    @Override
    public CoroutineContext root() {
        return EmptyCoroutineContext.INSTANCE;
    }

    @Override
    public ValueKey key(String name) {
        return new ValueKey();
    }

    @Override
    public CoroutineContext bind(CoroutineContext parent, ValueKey key, Object value) {
        return parent.plus(new Bound(key, value));
    }

    @Override
    public CoroutineContext scope(CoroutineContext parent) {
        return parent.plus(JobKt.Job(parent.get(Job.Key)));
    }

    @Override
    public Object value(CoroutineContext context, ValueKey key) {
        Bound bound = context.get(key);
        return bound == null ? null : bound.value;
    }
}
