package dev.curfew.internal.mutex;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.Key;
import dev.curfew.internal.Forwarded;
import dev.curfew.internal.PathFormat;
import org.jspecify.annotations.Nullable;

/** A binding. Each question about the end goes to the {@linkplain #anchorOf anchor} directly. */
final class ValueContext extends OwnContext implements Forwarded.Binding {

    final Context anchor;
    final Key<?> key;
    final @Nullable Object value;

    ValueContext(MutexCore core, Context parent, Key<?> key, @Nullable Object value) {
        super(core, parent);
        this.anchor = anchorOf(parent);
        this.key = key;
        this.value = value;
    }

    @Override
    public Context anchor() {
        return anchor;
    }

    @Override
    String pathSegment() {
        return PathFormat.withValue(key);
    }

    @Override
    public long deadlineNanos() {
        return anchor.deadlineNanos();
    }

    @Override
    public Done done() {
        return anchor.done();
    }

    @Override
    public boolean isDone() {
        return anchor.isDone();
    }

    @Override
    public @Nullable ContextException err() {
        return anchor.err();
    }

    @Override
    public @Nullable Throwable cause() {
        return anchor.cause();
    }

    @Override
    public boolean expireIfDue(long nowNanos) {
        return anchor.expireIfDue(nowNanos);
    }
}
