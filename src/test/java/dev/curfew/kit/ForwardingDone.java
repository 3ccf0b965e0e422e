package dev.curfew.kit;

import dev.curfew.Context;
import dev.curfew.Done;
import dev.curfew.Registration;

/** The {@link Done} of a context, of which the cores know only the API. */
public final class ForwardingDone implements Done {

    private final Context context;

    public ForwardingDone(Context context) {
        this.context = context;
    }

    @Override
    public boolean isDone() {
        return context.isDone();
    }

    @Override
    public Registration onDone(Runnable action) {
        return context.onDone(action);
    }
}
