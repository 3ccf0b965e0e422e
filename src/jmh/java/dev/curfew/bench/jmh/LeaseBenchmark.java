package dev.curfew.bench.jmh;

import dev.curfew.CancelContext;
import dev.curfew.Lease;
import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Libraries;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: what does it cost to move the end of a context, as each heartbeat and each amended order does, and what does
 * a lease cost that is opened and cancelled?
 *
 * <p>Prediction: a renewal costs a reading of the clock and a CAS ({@link FloorBenchmark}). A lease costs as much as a
 * timeout ({@link TimeoutBenchmark}).
 *
 * <p>Alternatives: without leases, a program ends the context and derives another one with a new timeout
 * ({@code derivedAgain}), and all that listened to the old one has to listen again. That is not measured here. Blind
 * spot: one thread, renewals to a later moment, no timer of the lease fires meanwhile.
 */
@State(Scope.Benchmark)
@Shown(title = "Lease: move the end of a context; open a lease and cancel it")
public class LeaseBenchmark extends Measured {

    private static final long DURATION = 60_000_000_000L;

    /** The suite names the other. */
    @Param("curfew")
    String impl;

    private CancelContext parent;
    private Lease lease;
    private CancelContext current;

    @Setup
    public void makeParent() {
        parent = Libraries.runtime(Alternative.of(impl)).background().withCancel();
        tenure();
    }

    @Setup(Level.Iteration)
    public void open() {
        lease = parent.withLeaseNanos(DURATION);
        current = parent.withTimeoutNanos(DURATION);
    }

    @TearDown(Level.Iteration)
    public void end() {
        if (lease.isDone()) {
            throw new IllegalStateException("the lease has ended by itself");
        }
        lease.cancel();
        current.cancel();
    }

    @Benchmark
    public boolean renew() {
        return lease.renew();
    }

    @Benchmark
    public void derivedAgain() {
        current.cancel();
        current = parent.withTimeoutNanos(DURATION);
    }

    @Benchmark
    public void openAndCancel() {
        parent.withLeaseNanos(DURATION).cancel();
    }
}
