package dev.curfew.examples.gateway;

import java.util.List;
import org.agrona.concurrent.Agent;

/** Where the sources of a gateway are. */
interface Backends extends AutoCloseable {

    List<Source> sources();

    /** Of all sources. */
    default List<Replica> replicas() {
        return sources().stream().flatMap(source -> source.replicas().stream()).toList();
    }

    /** What they need run on the gateway's agent thread. */
    List<Agent> agents();

    /** What they did and were spared. May take a moment: asked by the thread of the figures only. */
    Work work();

    /** Forgets the work up to now. */
    void resetWork();

    @Override
    void close();

    /** Calls, those cut by the end of their context, the work they asked for, and what of it was then not done. */
    record Work(long calls, long callsCut, long askedNanos, long savedNanos) {

        static final Work NONE = new Work(0, 0, 0, 0);

        Work plus(Work other) {
            return new Work(
                    calls + other.calls,
                    callsCut + other.callsCut,
                    askedNanos + other.askedNanos,
                    savedNanos + other.savedNanos);
        }

        Work minus(Work other) {
            return new Work(
                    calls - other.calls,
                    callsCut - other.callsCut,
                    askedNanos - other.askedNanos,
                    savedNanos - other.savedNanos);
        }
    }
}
