package dev.curfew.examples.gateway;

import java.util.List;
import org.agrona.concurrent.Agent;

/** No backends at all; tests that need a part of some override it. */
class NoBackends implements Backends {

    @Override
    public List<Source> sources() {
        return List.of();
    }

    @Override
    public List<Agent> agents() {
        return List.of();
    }

    @Override
    public Work work() {
        return Work.NONE;
    }

    @Override
    public void resetWork() {}

    @Override
    public void close() {}
}
