package dev.curfew.mutex;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.Key;
import dev.curfew.spi.Forwarded;
import dev.curfew.spi.PathFormat;
import org.jspecify.annotations.Nullable;

/** A binding. Whatever concerns the end is asked of the {@linkplain #originOf origin} directly. */
final class ValueContext extends OwnContext implements Forwarded.Binding {

    final Context origin;
    final Key<?> key;
    final @Nullable Object value;

    ValueContext(MutexCore core, Context parent, Key<?> key, @Nullable Object value) {
        super(core, parent);
        this.origin = originOf(parent);
        this.key = key;
        this.value = value;
    }

    @Override
    public Context anchor() {
        return origin;
    }

    @Override
    String step() {
        return PathFormat.withValue(key);
    }

    @Override
    public long deadlineNanos() {
        return origin.deadlineNanos();
    }

    @Override
    public Done done() {
        return origin.done();
    }

    @Override
    public boolean isDone() {
        return origin.isDone();
    }

    @Override
    public @Nullable ContextException err() {
        return origin.err();
    }

    @Override
    public @Nullable Throwable cause() {
        return origin.cause();
    }

    @Override
    public boolean expireIfDue(long nowNanos) {
        return origin.expireIfDue(nowNanos);
    }
}
