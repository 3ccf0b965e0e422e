package dev.curfew.bench.memory;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.data.Alternative.Trait;
import dev.curfew.bench.libraries.Contexts;
import dev.curfew.bench.libraries.Libraries;
import dev.curfew.bench.libraries.Values;
import java.util.ArrayList;
import java.util.List;
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
 * @param forgotten whether a live parent releases what has ended
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

    private static final long FAR_NANOS = 60_000_000_000L;
    /** Of a session. */
    static final int REQUESTS = 2_000;

    private static final Runnable NOTHING = () -> {};

    /** All that the alternative has, cancellation first. */
    static List<Kind> of(Alternative alternative) {
        List<Kind> kinds = new ArrayList<>();
        kinds.add(cancel(alternative));
        if (alternative.has(Trait.TIMEOUTS)) {
            kinds.add(timeout(alternative));
        }
        if (alternative.has(Trait.DEADLINES)) {
            kinds.add(deadline(alternative));
        }
        if (alternative.has(Trait.VALUES)) {
            kinds.add(value(alternative));
        }
        // With a listener there already, one more is the same.
        if (alternative != Alternative.GRPC_LISTENER) {
            kinds.add(action(alternative));
        }
        switch (alternative) {
            case CURFEW -> kinds.add(detached(Core.LOCK_FREE));
            case MUTEX -> kinds.add(detached(Core.MUTEX));
            case GRPC -> kinds.add(fork());
            default -> {}
        }
        return kinds;
    }

    static Kind cancel(Alternative alternative) {
        Contexts<Object, Object, Object> contexts = Libraries.contexts(alternative);
        return of(CANCEL, alternative, contexts, contexts::derive);
    }

    private static Kind of(
            String name,
            Alternative alternative,
            Contexts<Object, Object, Object> contexts,
            Function<Object, Object> make) {
        return new Kind(
                name, contexts::open, make, (parent, child) -> contexts.end(child), alternative.forgetsEndedChildren());
    }

    /** A child that has had children of its own, one after the other. All of them have ended. */
    static Kind session(Alternative alternative) {
        Contexts<Object, Object, Object> contexts = Libraries.contexts(alternative);
        return of(SESSION, alternative, contexts, parent -> {
            Object session = contexts.derive(parent);
            for (int i = 0; i < REQUESTS; i++) {
                contexts.end(contexts.derive(session));
            }
            return session;
        });
    }

    static Kind timeout(Alternative alternative) {
        Contexts<Object, Object, Object> contexts = Libraries.contexts(alternative);
        return of(TIMEOUT, alternative, contexts, parent -> contexts.deriveFor(parent, FAR_NANOS));
    }

    /** All have the same point in time, which does not count. */
    private static Kind deadline(Alternative alternative) {
        Contexts<Object, Object, Object> contexts = Libraries.contexts(alternative);
        Object deadline = contexts.deadlineIn(10 * FAR_NANOS);
        return of("withDeadline", alternative, contexts, parent -> contexts.deriveUntil(parent, deadline));
    }

    /** All have the same key and value, which do not count. */
    private static Kind value(Alternative alternative) {
        Values<Object, Object> values = Libraries.values(alternative);
        Object key = values.key("key");
        return new Kind(
                VALUE,
                () -> values.scope(values.root()),
                parent -> values.bind(parent, key, "value"),
                (parent, child) -> {},
                true);
    }

    /** One action, registered again and again on one context. It does not count. */
    private static Kind action(Alternative alternative) {
        Contexts<Object, Object, Object> contexts = Libraries.contexts(alternative);
        return new Kind(
                "onDone",
                contexts::open,
                context -> contexts.register(context, NOTHING),
                contexts::stop,
                alternative.forgetsEndedChildren());
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
