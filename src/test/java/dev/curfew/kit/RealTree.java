package dev.curfew.kit;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import dev.curfew.Lease;
import dev.curfew.Registration;
import dev.curfew.kit.TreeScript.Cancel;
import dev.curfew.kit.TreeScript.Derive;
import dev.curfew.kit.TreeScript.EndWith;
import dev.curfew.kit.TreeScript.Expire;
import dev.curfew.kit.TreeScript.Fire;
import dev.curfew.kit.TreeScript.OnDone;
import dev.curfew.kit.TreeScript.Op;
import dev.curfew.kit.TreeScript.Renew;
import dev.curfew.kit.TreeScript.RunQueued;
import dev.curfew.kit.TreeScript.Schedule;
import dev.curfew.kit.TreeScript.Stop;
import dev.curfew.kit.TreeScript.Way;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Real contexts that do what a {@link TreeScript} says. Logs like the {@link TreeModel}. */
public final class RealTree implements AutoCloseable {

    /** What a path tells of a deadline or a lease. */
    private static final Pattern TIMES = Pattern.compile("(withDeadline|withLease)\\([^)]*\\)");

    private static final List<Key<String>> KEYS =
            List.of(Key.of("key 0"), Key.of("key 1"), Key.withDefault("key 2", "default"));

    private final List<String> log = new ArrayList<>();
    private final Map<Integer, Context> contexts = new TreeMap<>();
    private final List<CoreUnderScript> cores;
    private final Map<Integer, Registration> registrations = new TreeMap<>();
    private final Map<Integer, Runnable> actions = new TreeMap<>();
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final Map<Integer, Exception> causes = new TreeMap<>();
    private final Map<Throwable, String> names = new IdentityHashMap<>();

    public RealTree(Core core, boolean isTimed) {
        Core other = core == Core.MUTEX ? Core.LOCK_FREE : Core.MUTEX;
        long start = System.nanoTime();
        cores = List.of(newCore(core, start, isTimed), newCore(other, start, isTimed));
        for (CoreUnderScript made : cores) {
            contexts.put(contexts.size(), made.runtime.background());
        }
        names.put(Context.CANCELED, "CANCELED");
        names.put(Context.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED");
    }

    private CoreUnderScript newCore(Core core, long start, boolean isTimed) {
        return new CoreUnderScript(core, start, isTimed, e -> log.add("error: " + e.getMessage()));
    }

    @Override
    public void close() {
        cores.forEach(CoreUnderScript::close);
    }

    public List<String> log() {
        return log;
    }

    public Set<Integer> contexts() {
        return contexts.keySet();
    }

    /** Whether {@link #turn} moves the clock of a core. */
    public boolean moves(int core) {
        return cores.get(core).moves();
    }

    /** One core runs everything that is due at a time, and what that makes due. */
    public void turn(int core, int time) {
        int before;
        do {
            before = log.size();
            cores.get(core).turn(time);
        } while (log.size() > before);
    }

    public void apply(Op op) {
        if (op instanceof Derive derive) {
            Context parent = contexts.get(derive.parent());
            Context derived = parent == null ? null : derive(parent, coreOf(parent), derive);
            if (derived != null) {
                contexts.put(derive.id(), derived);
            }
        } else if (op instanceof OnDone onDone) {
            Context target = contexts.get(onDone.target());
            if (target != null) {
                register(onDone.action(), onDone.way(), onDone.body(), target::onDone, target::onDone);
            }
        } else if (op instanceof Schedule schedule) {
            Context target = contexts.get(schedule.target());
            if (target != null) {
                schedule(schedule, target);
            }
        } else if (op instanceof Stop stop) {
            Registration registration = registrations.get(stop.action());
            if (registration != null) {
                log.add("stop " + stop.action() + " "
                        + (stop.awaits() ? stopAndAwait(registration) : registration.stop()));
            }
        } else if (op instanceof Cancel cancel) {
            if (contexts.get(cancel.target()) instanceof CancelContext target) {
                log.add("cancel " + cancel.target() + " " + cancel(target, cancel.cause()));
            }
        } else if (op instanceof EndWith endWith) {
            Context ended = contexts.get(endWith.ended());
            if (contexts.get(endWith.target()) instanceof CancelContext target && ended != null) {
                log.add("endWith " + endWith.target() + " " + endWith(target, ended));
            }
        } else if (op instanceof Expire expire) {
            Context target = contexts.get(expire.target());
            if (target != null) {
                boolean isDone = target.expireIfDue(coreOf(target).pretended(expire.time()));
                log.add("expire " + expire.target() + " " + isDone);
            }
        } else if (op instanceof Renew renew) {
            if (contexts.get(renew.target()) instanceof Lease lease) {
                log.add("renew " + renew.target() + " " + renew(lease, renew));
            }
        } else if (op instanceof Fire fire) {
            if (contexts.get(fire.target()) instanceof SignalContext target) {
                ContextException err = fire.expired() ? Context.DEADLINE_EXCEEDED : Context.CANCELED;
                target.fire(err, causeOr(err, fire.cause()), fire.late());
            }
        } else if (op instanceof RunQueued) {
            Runnable oldest = queue.poll();
            if (oldest != null) {
                oldest.run();
            }
        }
    }

    private CoreUnderScript coreOf(Context context) {
        return cores.get(numberOf(context));
    }

    private int numberOf(Context context) {
        return context.runtime() == cores.get(0).runtime ? 0 : 1;
    }

    // ---- deriving

    private @Nullable Context derive(Context parent, CoreUnderScript core, Derive op) {
        return switch (op.shape()) {
            case CANCEL -> parent.withCancel();
            case DEADLINE -> {
                long time = op.x() == TreeScript.NONE ? Context.NO_DEADLINE : core.time(op.x());
                yield parent.withDeadlineNanos(time, causeOr(null, op.y()));
            }
            case LEASE -> parent.withLeaseNanos(core.duration(op.x()), causeOr(null, op.y()));
            case MERGED -> merge(parent, op);
            case VALUE -> parent.withValue(KEYS.get(op.x()), op.y() == TreeScript.NULL ? null : "value " + op.y());
            case WITHOUT_CANCEL -> parent.withoutCancel();
            case FORWARDING -> new Forwarding(parent);
            case LIAR -> new Liar(parent);
            case FOREIGN -> new SignalContext(parent, "foreign " + op.id());
        };
    }

    private @Nullable Context merge(Context parent, Derive op) {
        Map<Done, Done> seen = new IdentityHashMap<>();
        List<Context> others = new ArrayList<>();
        for (int id : op.others()) {
            Context other = contexts.get(id);
            if (other != null) {
                boolean isOfOtherCore = other.done() instanceof CancelContext && other.runtime() != parent.runtime();
                others.add(isOfOtherCore ? seen(other, id, op.id(), seen) : other);
            }
        }
        if (others.isEmpty()) {
            return null;
        }
        Context first = others.remove(0);
        return others.isEmpty()
                ? parent.withCancelOn(first)
                : parent.withCancelOn(first, others.toArray(new Context[0]));
    }

    private Context seen(Context other, int id, int child, Map<Done, Done> seen) {
        BooleanSupplier isEnded =
                () -> contexts.containsKey(child) && contexts.get(child).isDone();
        Runnable ending = () -> {
            if (!isEnded.getAsBoolean()) {
                log.add(TreeModel.ends(id, child, done()));
            }
        };
        return new Seen(other, seen.computeIfAbsent(other.done(), done -> new SeenDone(done, ending)));
    }

    private @Nullable Throwable causeOr(@Nullable Throwable otherwise, int cause) {
        return cause < 0 ? otherwise : causes.computeIfAbsent(cause, this::newCause);
    }

    private Exception newCause(int number) {
        Exception cause = new Exception();
        names.put(cause, "cause " + number);
        return cause;
    }

    // ---- actions

    private interface WithExecutor {
        Registration register(Runnable action, Executor executor);
    }

    private interface WithoutExecutor {
        Registration register(Runnable action);
    }

    private void schedule(Schedule op, Context target) {
        long delay = coreOf(target).duration(op.delay());
        register(
                op.action(),
                op.way(),
                op.body(),
                action -> target.scheduleAfterNanos(delay, action),
                (action, executor) -> target.scheduleAfter(Duration.ofNanos(delay), action, executor));
    }

    private void register(int id, Way way, List<Op> body, WithoutExecutor without, WithExecutor with) {
        Runnable action = () -> run(id, way, body);
        Registration registration = switch (way) {
            case PLAIN, THROWS -> without.register(action);
            case REJECTED -> with.register(() -> log.add("never"), task -> action.run());
            case QUEUED ->
                with.register(action, task -> {
                    log.add(TreeModel.isPassedOn(id, done()));
                    queue.add(task);
                });
        };
        actions.put(id, action);
        registrations.put(id, registration);
    }

    private void run(int id, Way way, List<Op> body) {
        log.add(TreeModel.runs(id, done()));
        body.forEach(this::apply);
        String message = "action " + id;
        switch (way) {
            case PLAIN, QUEUED -> {}
            case THROWS -> throw new IllegalStateException(message);
            case REJECTED -> throw new RejectedExecutionException(message);
        }
    }

    private Map<Integer, String> done() {
        Map<Integer, String> done = new TreeMap<>();
        contexts.forEach((id, context) -> {
            if (context.isDone()) {
                done.put(id, names.get(context.err()) + " by " + names.get(context.cause()));
            }
        });
        return done;
    }

    private static boolean stopAndAwait(Registration registration) {
        try {
            return registration.stopAndAwait();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- ending

    private boolean cancel(CancelContext target, int cause) {
        return cause == TreeScript.NONE ? target.cancel() : target.cancel(causeOr(null, cause));
    }

    private static String endWith(CancelContext target, Context ended) {
        try {
            return String.valueOf(target.endWith(ended));
        } catch (IllegalArgumentException e) {
            return "live";
        }
    }

    private boolean renew(Lease lease, Renew op) {
        CoreUnderScript core = coreOf(lease);
        int before = core.now();
        core.setClock(before + op.late());
        boolean renewed = switch (op.renewal()) {
            case AGAIN -> lease.renew();
            case BY_DURATION -> lease.renew(Duration.ofNanos(core.duration(op.time())));
            case BY_NANOS -> lease.renewNanos(core.duration(op.time()));
            case UNTIL ->
                lease.renewUntilNanos(op.time() == TreeScript.NONE ? Context.NO_DEADLINE : core.time(op.time()));
        };
        core.setClock(before);
        return renewed;
    }

    // ---- looking

    public String describe(int id) {
        Context context = contexts.get(id);
        List<String> values = new ArrayList<>();
        KEYS.forEach(key -> values.add(String.valueOf(context.value(key))));
        String text = TreeModel.describe(
                context.isDone(),
                names.get(context.err()),
                names.get(context.cause()),
                seconds(context, context.deadlineNanos()),
                values,
                TIMES.matcher(context.toString()).replaceAll("$1"));
        if (context instanceof Lease lease) {
            return text + ", expires " + seconds(context, lease.expiresNanos());
        }
        return context instanceof SignalContext foreign ? text + ", registered " + foreign.registered() : text;
    }

    private int seconds(Context context, long timeNanos) {
        return timeNanos == Context.NO_DEADLINE
                ? TreeScript.NONE
                : coreOf(context).seconds(timeNanos);
    }

    /**
     * Which of these contexts are reachable from the runtimes and, if they count too, from live contexts, and which of
     * these actions from there or from the registrations.
     */
    public List<String> reachable(Set<Integer> contexts, Set<Integer> actions, boolean fromLive) {
        List<Object> roots = new ArrayList<>();
        cores.forEach(core -> roots.add(core.runtime));
        this.contexts.values().stream()
                .filter(context -> fromLive && !context.isDone())
                .forEach(roots::add);
        List<String> reachable = new ArrayList<>();
        Set<Object> found = Graph.reachable(roots);
        contexts.stream()
                .filter(id -> found.contains(this.contexts.get(id)))
                .forEach(id -> reachable.add("context " + id));
        roots.addAll(registrations.values());
        Set<Object> foundByUser = Graph.reachable(roots);
        actions.stream()
                .filter(id -> foundByUser.contains(this.actions.get(id)))
                .forEach(id -> reachable.add("action " + id));
        return reachable;
    }

    /** Ends everything that can end, and stops everything that is still registered. */
    public void endAll() {
        registrations.values().forEach(Registration::stop);
        contexts.values().forEach(context -> {
            if (context instanceof CancelContext own) {
                own.cancel();
            } else if (context instanceof SignalContext foreign) {
                foreign.fire(Context.CANCELED, Context.CANCELED, false);
            }
        });
    }

    /** Not an anonymous class, which would refer to the tree. */
    private static final class Forwarding extends ForwardingContext {

        Forwarding(Context delegate) {
            super(delegate);
        }
    }

    private static final class Liar extends ForwardingContext {

        Liar(Context delegate) {
            super(delegate);
        }

        @Override
        public long deadlineNanos() {
            return NO_DEADLINE;
        }

        @Override
        public @Nullable ContextException err() {
            return null;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> @Nullable T value(Key<T> key) {
            return key == KEYS.get(TreeScript.LIARS_KEY) ? (T) "lie" : super.value(key);
        }
    }

    /** A context of the other core, of which the log tells when it ends one of this core. */
    private static final class Seen extends ForwardingContext {

        private final Done done;

        Seen(Context delegate, Done done) {
            super(delegate);
            this.done = done;
        }

        @Override
        public Done done() {
            return done;
        }
    }

    private record SeenDone(Done delegate, Runnable ending) implements Done {

        @Override
        public boolean isDone() {
            return delegate.isDone();
        }

        @Override
        public Registration onDone(Runnable action) {
            return delegate.onDone(() -> {
                ending.run();
                action.run();
            });
        }
    }
}
