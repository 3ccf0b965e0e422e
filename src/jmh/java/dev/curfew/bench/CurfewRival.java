package dev.curfew.bench;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Registration;

/** This library, on either core. */
final class CurfewRival implements Rival<Context, CancelContext, Registration> {

    private final Context background;

    CurfewRival(ContextRuntime.Core core) {
        background = ContextRuntime.builder().core(core).build().background();
    }

    @Override
    public CancelContext open() {
        return background.withCancel();
    }

    @Override
    public CancelContext derive(Context parent) {
        return parent.withCancel();
    }

    @Override
    public void end(CancelContext context) {
        context.cancel();
    }

    @Override
    public boolean isDone(Context context) {
        return context.isDone();
    }

    @Override
    public Registration register(CancelContext context, Runnable action) {
        return context.onDone(action);
    }

    @Override
    public void stop(CancelContext context, Registration registration) {
        registration.stop();
    }
}
