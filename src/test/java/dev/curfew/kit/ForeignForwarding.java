package dev.curfew.kit;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import java.util.function.BooleanSupplier;

/** A forwarding context that decides itself when it ends; then it shows the delegate's err and cause. */
public final class ForeignForwarding extends ForwardingContext {

    private final Done done;
    private final BooleanSupplier showsErr;

    public ForeignForwarding(Context delegate, ForeignDone done) {
        this(delegate, done, done::ended);
    }

    /** @param showsErr when to show the delegate's err; the end may come before */
    public ForeignForwarding(Context delegate, Done done, BooleanSupplier showsErr) {
        super(delegate);
        this.done = done;
        this.showsErr = showsErr;
    }

    @Override
    public Done done() {
        return done;
    }

    @Override
    public ContextException err() {
        return showsErr.getAsBoolean() ? super.err() : null;
    }

    @Override
    public String toString() {
        return "foreign(" + super.toString() + ")";
    }
}
