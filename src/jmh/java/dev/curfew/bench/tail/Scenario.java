package dev.curfew.bench.tail;

import static dev.curfew.bench.data.Alternative.CURFEW;
import static dev.curfew.bench.data.Alternative.FUTURE;
import static dev.curfew.bench.data.Alternative.GRPC_LISTENER;
import static dev.curfew.bench.data.Alternative.KOTLIN;
import static dev.curfew.bench.data.Alternative.MUTEX;
import static dev.curfew.bench.data.Alternative.SPIN;

import dev.curfew.bench.data.Alternative;
import java.util.List;
import java.util.stream.Stream;

/** What is done at a fixed rate. Each alternative in each scenario has a JVM of its own. */
enum Scenario {
    /**
     * Nothing, beside threads that derive and cancel: what the machine, and these threads, do to a thread that only looks
     * at the clock.
     */
    CONTROL("control", 1, List.of("control"), List.of(Load.values())),
    DERIVE_CANCEL("derive+cancel", 1, ids(CURFEW, MUTEX, SPIN, GRPC_LISTENER, KOTLIN, FUTURE), Load.BUSY_ONES),
    POLL("poll", 1, DERIVE_CANCEL.impls, Load.BUSY_ONES),
    /** A timeout of 5 s, cancelled. A Job has no deadline. */
    ARM_DISARM("arm+disarm", 1, ids(CURFEW, MUTEX, SPIN, GRPC_LISTENER, FUTURE), Load.BUSY_ONES),
    END_TREE("end tree of 100", 10, DERIVE_CANCEL.impls, Load.BUSY_ONES),
    /** The control of {@link #ARM_DISARM}, whose other threads arm and disarm. */
    ARM_CONTROL("control beside arm+disarm", 1, CONTROL.impls, Load.BUSY_ONES);

    private static final long RATE = 100_000;

    /** Of the alternatives. */
    final List<String> impls;

    final List<Load> loads;
    /** Operations of the measuring thread. */
    final long perSecond;

    private final String title;

    /** @param rateDivisor 10 for a tree, which is a hundred times the work of a context */
    Scenario(String title, int rateDivisor, List<String> impls, List<Load> loads) {
        this.title = title;
        this.impls = impls;
        this.loads = loads;
        perSecond = RATE / rateDivisor;
    }

    private static List<String> ids(Alternative... alternatives) {
        return Stream.of(alternatives).map(Alternative::id).toList();
    }

    boolean isControl() {
        return this == CONTROL || this == ARM_CONTROL;
    }

    /** The scenario that does nothing beside the same threads. */
    Scenario control() {
        return this == ARM_DISARM ? ARM_CONTROL : CONTROL;
    }

    @Override
    public String toString() {
        return title;
    }
}
