package dev.curfew.bench.jmh;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import dev.curfew.Registration;
import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Libraries;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does a context cost that ends with a live context besides its parent, as a call does that belongs to a
 * request and to a connection, and what does the same cost by hand?
 *
 * <p>Prediction: twice a child ({@link ChildBenchmark}), as it is attached to two contexts and released by two. By hand
 * the second is an action, which is as much.
 *
 * <p>Alternatives: by hand, an action of the other context cancels the child. It does not end the child in the first
 * phase of the other's end, and it gives the child the cause {@code CANCELED}. Blind spot: no other context has a
 * deadline; one other.
 */
@State(Scope.Benchmark)
@Shown(title = "Merge: derive a context that ends with another one too, and end it")
public class MergeBenchmark extends Measured {

    /** The suite names the other. */
    @Param("curfew")
    String impl;

    private CancelContext parent;
    private CancelContext other;

    @Setup
    public void makeContexts() {
        ContextRuntime runtime = Libraries.runtime(Alternative.of(impl));
        parent = runtime.background().withCancel();
        other = runtime.background().withCancel();
        tenure();
    }

    @Benchmark
    public void merged() {
        parent.withCancelOn(other).cancel();
    }

    @Benchmark
    public void byHand() {
        CancelContext child = parent.withCancel();
        Registration link = other.onDone(child::cancel);
        child.cancel();
        link.stop();
    }
}
