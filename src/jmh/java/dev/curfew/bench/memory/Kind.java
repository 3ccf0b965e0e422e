package dev.curfew.bench.memory;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.bench.Rival;
import dev.curfew.bench.Rivals;
import dev.curfew.bench.TimeoutRival;
import dev.curfew.bench.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Something that is made below a live parent, and ended.
 *
 * @param name as this library calls it
 * @param open makes a parent
 * @param make makes one below the parent
 * @param end ends one that the parent has
 * @param forgotten whether a live parent lets go of what has ended
 */
record Kind(
        String name,
        Supplier<Object> open,
        Function<Object, Object> make,
        BiConsumer<Object, Object> end,
        boolean forgotten) {

    static final String CANCEL = "withCancel";
    static final String TIMEOUT = "withTimeout";
    static final String VALUE = "withValue";
    static final String SESSION = "session after 2,000 requests";

    static final Set<String> WITH_TIMEOUTS =
            Set.of(Rivals.CURFEW, Rivals.MUTEX, Rivals.GRPC, Rivals.GRPC_LISTENER, Rivals.FUTURE);
    private static final Set<String> WITH_VALUES = Set.of(Rivals.CURFEW, Rivals.MUTEX, Rivals.GRPC, Rivals.KOTLIN);

    private static final long FAR_NANOS = 60_000_000_000L;
    /** Of a session. */
    static final int REQUESTS = 2_000;

    private static final Runnable NOTHING = () -> {};

    /** All that the rival has, cancellation first. */
    static List<Kind> of(String impl) {
        List<Kind> kinds = new ArrayList<>();
        kinds.add(cancel(impl));
        if (WITH_TIMEOUTS.contains(impl)) {
            kinds.add(timeout(impl));
        }
        // Not with futures: they take timeouts only.
        if (WITH_TIMEOUTS.contains(impl) && !impl.equals(Rivals.FUTURE)) {
            kinds.add(deadline(impl));
        }
        if (WITH_VALUES.contains(impl)) {
            kinds.add(value(impl));
        }
        // A grpc listener more is the same with one there already.
        if (!impl.equals(Rivals.GRPC_LISTENER)) {
            kinds.add(action(impl));
        }
        switch (impl) {
            case Rivals.CURFEW -> kinds.add(detached(Core.LOCK_FREE));
            case Rivals.MUTEX -> kinds.add(detached(Core.MUTEX));
            case Rivals.GRPC -> kinds.add(fork());
            default -> {}
        }
        return kinds;
    }

    static Kind cancel(String impl) {
        Rival<Object, Object, Object> rival = Rivals.named(impl);
        return new Kind(
                CANCEL, rival::open, rival::derive, (parent, child) -> rival.end(child), rival.forgetsEndedChildren());
    }

    /** A child that has had children of its own, one after the other. All of them have ended. */
    static Kind session(String impl) {
        Rival<Object, Object, Object> rival = Rivals.named(impl);
        return new Kind(
                SESSION,
                rival::open,
                parent -> {
                    Object session = rival.derive(parent);
                    for (int i = 0; i < REQUESTS; i++) {
                        rival.end(rival.derive(session));
                    }
                    return session;
                },
                (parent, session) -> rival.end(session),
                rival.forgetsEndedChildren());
    }

    static Kind timeout(String impl) {
        TimeoutRival<Object, Object, Object> rival = TimeoutRival.named(impl);
        return new Kind(
                TIMEOUT,
                rival::open,
                parent -> rival.derive(parent, FAR_NANOS),
                (parent, child) -> rival.end(child),
                rival.forgetsEndedChildren());
    }

    /** One point in time, which many share: it does not count. */
    private static Kind deadline(String impl) {
        TimeoutRival<Object, Object, Object> rival = TimeoutRival.named(impl);
        Object deadline = rival.deadlineIn(10 * FAR_NANOS);
        return new Kind(
                "withDeadline",
                rival::open,
                parent -> rival.deriveUntil(parent, deadline),
                (parent, child) -> rival.end(child),
                rival.forgetsEndedChildren());
    }

    /** One key and one value, which do not count. */
    private static Kind value(String impl) {
        Values<Object, Object> values = Values.named(impl);
        Object key = values.key("key");
        return new Kind(
                VALUE,
                () -> values.scope(values.root()),
                parent -> values.bind(parent, key, impl),
                (parent, child) -> {},
                true);
    }

    /** One action, registered again and again on one context; it does not count. */
    private static Kind action(String impl) {
        Rival<Object, Object, Object> rival = Rivals.named(impl);
        return new Kind(
                "onDone",
                rival::open,
                context -> rival.register(context, NOTHING),
                rival::stop,
                rival.forgetsEndedChildren());
    }

    private static Kind detached(Core core) {
        ContextRuntime runtime = ContextRuntime.builder().core(core).build();
        return new Kind(
                "withoutCancel",
                () -> runtime.background().withCancel(),
                parent -> ((Context) parent).withoutCancel(),
                (parent, child) -> {},
                true);
    }

    private static Kind fork() {
        return new Kind(
                "withoutCancel",
                () -> io.grpc.Context.ROOT.withCancellation(),
                parent -> ((io.grpc.Context) parent).fork(),
                (parent, child) -> {},
                true);
    }
}
