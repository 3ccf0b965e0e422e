package dev.curfew.bench.tail;

import dev.curfew.bench.Rivals;
import java.util.List;

/** What is done at a fixed rate. Each rival in each scenario has a JVM of its own. */
enum Scenario {
    /** Nothing: what the machine, and the threads in the background, do to a thread that only looks at the clock. */
    CONTROL("control", 1, List.of("control"), List.of(Load.values())),
    DERIVE_CANCEL(
            "derive+cancel",
            1,
            List.of(Rivals.CURFEW, Rivals.MUTEX, Rivals.GRPC_LISTENER, Rivals.KOTLIN, Rivals.FUTURE),
            Load.BUSY_ONES),
    POLL("poll", 1, DERIVE_CANCEL.impls, Load.BUSY_ONES),
    /** A timeout of 5 s, cancelled. A Job has no deadline. */
    ARM_DISARM(
            "arm+disarm", 1, List.of(Rivals.CURFEW, Rivals.MUTEX, Rivals.GRPC_LISTENER, Rivals.FUTURE), Load.BUSY_ONES),
    END_TREE("end tree of 100", 10, DERIVE_CANCEL.impls, Load.BUSY_ONES);

    private final String title;
    private final int rateDivisor;
    private final List<String> impls;
    private final List<Load> loads;

    Scenario(String title, int rateDivisor, List<String> impls, List<Load> loads) {
        this.title = title;
        this.rateDivisor = rateDivisor;
        this.impls = impls;
        this.loads = loads;
    }

    List<String> impls() {
        return impls;
    }

    List<Load> loads() {
        return loads;
    }

    /** A tree is a hundred times the work of a context. */
    long perSecond(long rate) {
        return Math.max(1, rate / rateDivisor);
    }

    @Override
    public String toString() {
        return title;
    }
}
