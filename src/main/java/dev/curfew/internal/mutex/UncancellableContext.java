package dev.curfew.internal.mutex;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import org.jspecify.annotations.Nullable;

/** A context that never ends: a root, or one that {@code withoutCancel} made. */
final class UncancellableContext extends OwnContext {

    private final String pathSegment;

    UncancellableContext(MutexCore core, @Nullable Context parent, String pathSegment) {
        super(core, parent);
        this.pathSegment = pathSegment;
    }

    @Override
    String pathSegment() {
        return pathSegment;
    }

    @Override
    public long deadlineNanos() {
        return NO_DEADLINE;
    }

    @Override
    public Done done() {
        return Done.NEVER;
    }

    @Override
    public @Nullable ContextException err() {
        return null;
    }
}
