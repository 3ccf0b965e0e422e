package dev.curfew.kit;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.Key;

/**
 * A context that is not the library's: the four questions, and a runtime. Deadline and values are an inner context's,
 * the end is its own {@link Done}'s.
 */
public class ForeignContext implements Context {

    private final Context inner;
    private final Done done;
    private final ContextException err;

    /** One whose end, when it comes, looks like the inner context's. */
    public ForeignContext(Context inner, Done done) {
        this(inner, done, null);
    }

    /** One whose end, when it comes, looks like this. */
    public ForeignContext(Context inner, Done done, ContextException err) {
        this.inner = inner;
        this.done = done;
        this.err = err;
    }

    @Override
    public long deadlineNanos() {
        return inner.deadlineNanos();
    }

    @Override
    public Done done() {
        return done;
    }

    @Override
    public ContextException err() {
        if (!done.isDone()) {
            return null;
        }
        return err != null ? err : inner.err();
    }

    @Override
    public <T> T value(Key<T> key) {
        return inner.value(key);
    }

    @Override
    public ContextRuntime runtime() {
        return inner.runtime();
    }

    @Override
    public String toString() {
        return "foreign(" + inner + ")";
    }
}
