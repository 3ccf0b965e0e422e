package dev.curfew.mutex;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import org.jspecify.annotations.Nullable;

/** What never ends: a root, or {@code withoutCancel}. */
final class EndlessContext extends OwnContext {

    private final String step;

    EndlessContext(MutexCore core, @Nullable Context parent, String step) {
        super(core, parent);
        this.step = step;
    }

    @Override
    String step() {
        return step;
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
