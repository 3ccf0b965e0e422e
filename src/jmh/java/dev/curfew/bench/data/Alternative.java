package dev.curfew.bench.data;

import static dev.curfew.bench.data.Alternative.Trait.DEADLINES;
import static dev.curfew.bench.data.Alternative.Trait.KEEPS_ENDED_CHILDREN;
import static dev.curfew.bench.data.Alternative.Trait.LOCK;
import static dev.curfew.bench.data.Alternative.Trait.ONE_THREAD;
import static dev.curfew.bench.data.Alternative.Trait.OTHER_RUNTIME;
import static dev.curfew.bench.data.Alternative.Trait.OURS;
import static dev.curfew.bench.data.Alternative.Trait.TIMEOUTS;
import static dev.curfew.bench.data.Alternative.Trait.VALUES;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is measured beside one another, in the order of every table: this library first, then what it is compared with.
 */
public enum Alternative {
    CURFEW("curfew", "Curfew", OURS, TIMEOUTS, DEADLINES, VALUES),
    /** Scopes of a {@code ScopePool} in place of contexts. */
    POOL("pool", "Curfew's scope pool", OURS),
    /** This library's other core: a lock and lists per context. */
    MUTEX("mutex", "mutex core", OURS, LOCK, TIMEOUTS, DEADLINES, VALUES),
    /** The lists of the mutex core, under a spin lock. */
    SPIN("spin", "spin lock", LOCK, TIMEOUTS, DEADLINES),
    /** Go's code, statement by statement, in Java. */
    PORT("port", "literal port of Go's code", LOCK, TIMEOUTS, DEADLINES),
    /** Go's own context: another language and runtime on the same machine. */
    GO("go", "Go itself", OTHER_RUNTIME),
    /** The same with the heap of the JVMs. */
    GO_LARGE_HEAP("go-1g", "Go with a heap of 1 GiB", OTHER_RUNTIME),
    /** {@code io.grpc.Context} with a listener on each child, without which nothing is attached to the parent. */
    GRPC_LISTENER("grpc+listener", "grpc `Context` with a listener", KEEPS_ENDED_CHILDREN, TIMEOUTS, DEADLINES),
    GRPC("grpc", "grpc `Context`", TIMEOUTS, DEADLINES, VALUES),
    /** {@code kotlinx.coroutines.Job}, and the values of a {@code CoroutineContext}. */
    KOTLIN("kotlin", "kotlinx `Job`", VALUES),
    /** {@code CompletableFuture}. It takes timeouts and no deadlines. */
    FUTURE("future", "`CompletableFuture`", KEEPS_ENDED_CHILDREN, TIMEOUTS),
    /** {@code io.netty.util.HashedWheelTimer}. */
    NETTY("netty", "Netty's wheel"),
    /** {@code ScheduledThreadPoolExecutor} with one thread, and remove-on-cancel. */
    STPE("stpe", "`ScheduledThreadPoolExecutor`"),
    /** {@code org.agrona.DeadlineTimerWheel}. */
    AGRONA("agrona", "Agrona's wheel", ONE_THREAD),
    /** {@code ExecutorService.invokeAll}. */
    INVOKE_ALL("invokeAll", "`invokeAll`"),
    /** {@code StructuredTaskScope}, a preview of JDK 25. */
    SCOPE("scope", "`StructuredTaskScope`"),
    /** No library: a volatile read of a field, the least that polling can cost. */
    FLOOR("floor", "a volatile read"),
    /** The inbox that the wheel has. The other designs of an inbox are alternatives to it. */
    STRIPED("striped", "striped stacks", OURS);

    /** What the benchmarks and the report have to know of an alternative. */
    public enum Trait {
        /** A change to this project can make it slower. */
        OURS,
        /** The state of a context is under a lock, in this project's code. */
        LOCK,
        /** A live parent refers to its ended children, so benchmarks give them a new parent now and then. */
        KEEPS_ENDED_CHILDREN,
        TIMEOUTS,
        DEADLINES,
        VALUES,
        /** It is not in Java: it is measured by a program of its own. */
        OTHER_RUNTIME,
        /** Its timers belong to one thread, which also fires them. */
        ONE_THREAD
    }

    private final String id;
    private final String title;
    private final List<Trait> traits;

    Alternative(String id, String title, Trait... traits) {
        this.id = id;
        this.title = title;
        this.traits = List.of(traits);
    }

    /** The name in the {@code impl} parameter of a benchmark, in files and in tables. */
    public String id() {
        return id;
    }

    /** The name in README, in Markdown. */
    public String title() {
        return title;
    }

    /** What it does not do that this library does, in sentences for a footnote. Nothing if that is nothing. */
    public String lacks() {
        return switch (this) {
            case MUTEX ->
                "Its timers are in a `ScheduledThreadPoolExecutor`, which takes most of the time of a timeout.";
            case SPIN ->
                "All threads spin while the holder of its lock does not run. It has no waiters. Its timers are in a "
                        + "`ScheduledThreadPoolExecutor`. The values of a request are in a list that one thread sees.";
            case PORT ->
                "It has no values and no waiters. It runs actions under the locks of the contexts above, "
                        + "while other children still seem to live.";
            case GRPC_LISTENER ->
                "A live parent keeps each ended child, and searches all of them at the next end. "
                        + "No thread can wait for a context.";
            case GRPC ->
                "It attaches a child only when the child gets a listener. Without listeners, the end of a parent notifies "
                        + "no child, a request has no actions, and a poll walks up the ancestors. No thread can wait "
                        + "for a context.";
            case KOTLIN -> "A job has no timeout, no deadline and no action on an executor without a coroutine.";
            case FUTURE ->
                "A live future keeps each ended child and each stopped action. It has no values and no deadlines.";
            case NETTY -> "It fires in ticks of 100 ms. What is cancelled stays until a later tick.";
            case AGRONA ->
                "Its timers belong to one thread, which also fires them: no other thread can schedule or cancel.";
            case INVOKE_ALL -> "Neither a failed task nor the end of a request cancels the other tasks.";
            case FLOOR -> "It is no context, but one field that is written and read.";
            default -> "";
        };
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    public boolean forgetsEndedChildren() {
        return !has(KEEPS_ENDED_CHILDREN);
    }

    /** The alternative of this id. */
    public static Alternative of(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no alternative is called " + id));
    }

    /** Empty for a benchmark without alternatives, and for a design of an inbox. */
    public static Optional<Alternative> find(String id) {
        return Arrays.stream(values()).filter(one -> one.id.equals(id)).findFirst();
    }

    @Override
    public String toString() {
        return id;
    }
}
