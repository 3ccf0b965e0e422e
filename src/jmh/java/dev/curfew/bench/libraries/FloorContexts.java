package dev.curfew.bench.libraries;

import java.util.List;

/**
 * A flag: an object with one volatile reference, and no relation to any other. Benchmarks poll it, and nothing else.
 */
public final class FloorContexts implements Contexts<FloorContexts.Flag, FloorContexts.Flag, Void> {

    /** The size of a cancel context, so that it lies in memory as one does. */
    public static final class Flag {
        final Object first = this;
        final Object second = this;
        final Object third = this;
        public volatile Object state;
    }

    @Override
    public Flag open() {
        return new Flag();
    }

    @Override
    public Flag derive(Flag parent) {
        return new Flag();
    }

    @Override
    public void end(Flag context) {
        context.state = context;
    }

    @Override
    public boolean isDone(Flag context) {
        return context.state != null;
    }

    @Override
    public Void register(Flag context, Runnable action) {
        throw new UnsupportedOperationException("a flag has no actions");
    }

    @Override
    public void stop(Flag context, Void registration) {
        throw new UnsupportedOperationException("a flag has no actions");
    }

    @Override
    public List<Flag> kinds() {
        return List.of(open(), open(), open(), open());
    }
}
