package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.FanOut;
import java.util.concurrent.ExecutorService;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: what does each task of a request cost that runs its parts at once, if the tasks themselves take no time?
 *
 * <p>Prediction: the hand-over to a thread costs most, and is the same for all. A task of a group also has an
 * interruption: an action of the group's context that is registered and stopped ({@link ActionBenchmark}), and a result.
 *
 * <p>Alternatives: {@code ExecutorService.invokeAll} waits for all tasks, ends none for the failure of another one, and
 * knows no context. {@code StructuredTaskScope} starts a virtual thread for each task, and is a preview of JDK 25.
 * Blind spot: tasks that block, and deadlines.
 */
@State(Scope.Benchmark)
@Shown(
        title = "Group: fork 16 tasks that do nothing, and join; per task",
        note = "invokeAll knows no context, and a failure ends no other task.")
public class GroupBenchmark extends Measured {

    private static final int TASKS = 16;

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    @Param({Threads.PLATFORM, Threads.VIRTUAL})
    String thread;

    private FanOut fanOut;
    private ExecutorService executor;

    @Setup
    public void makeExecutor() {
        executor = Threads.pool(thread);
        fanOut = FanOut.of(Alternative.of(impl), executor);
        tenure();
    }

    @TearDown
    public void shutDown() {
        executor.shutdown();
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int forkAndJoin() throws Exception {
        return fanOut.sum(TASKS);
    }
}
