package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.ContextRuntime.Core;
import dev.curfew.kit.Seeds;
import dev.curfew.kit.TreeModel;
import dev.curfew.kit.TreeScript;
import dev.curfew.kit.TreeScript.Cancel;
import dev.curfew.kit.TreeScript.Derive;
import dev.curfew.kit.TreeScript.Expire;
import dev.curfew.kit.TreeScript.Failure;
import dev.curfew.kit.TreeScript.Fire;
import dev.curfew.kit.TreeScript.OnDone;
import dev.curfew.kit.TreeScript.Op;
import dev.curfew.kit.TreeScript.Stop;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random trees do what {@link TreeModel} does. */
class RandomTreeTest {

    private static final int SCRIPTS = 300;
    private static final int LENGTH = 40;
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    /** What a path tells of a deadline. */
    private static final Pattern TIMES = Pattern.compile("withDeadline\\([^)]*\\)");

    private static final List<Key<String>> KEYS =
            List.of(Key.of("key 0"), Key.of("key 1"), Key.withDefault("key 2", "default"));

    @ParameterizedTest
    @EnumSource
    void everyScriptDoesWhatTheModelDoes(Core core) {
        Seeds.forEach(SCRIPTS, seed -> {
            TreeScript script = TreeScript.random(seed, LENGTH);
            try {
                run(core, script);
            } catch (Throwable e) {
                throw new AssertionError(e.getMessage() + "\nin the script\n" + script, e);
            }
        });
    }

    private static void run(Core core, TreeScript script) {
        try (Tree tree = new Tree(core)) {
            TreeModel model = new TreeModel(tree.log);
            for (Op op : script.ops()) {
                tree.apply(op);
                model.apply(op);
                compare(model, tree, op);
            }
        }
    }

    private static void compare(TreeModel model, Tree tree, Op op) {
        assertEquals(model.log(), tree.log, () -> "the log after " + op);
        assertEquals(model.contexts(), tree.contexts.keySet());
        for (int id : model.contexts()) {
            assertEquals(model.describe(id), tree.describe(id), () -> "context " + id + " after " + op);
        }
    }

    /** Real contexts. Logs like the model. */
    private static final class Tree implements AutoCloseable {

        final List<String> log = new ArrayList<>();
        final Map<Integer, Context> contexts = new TreeMap<>();
        private final Map<Integer, Registration> registrations = new TreeMap<>();
        private final Map<Integer, Exception> causes = new TreeMap<>();
        private final Map<Throwable, String> names = new IdentityHashMap<>();
        private final ContextRuntime runtime;
        private final long start;

        Tree(Core core) {
            runtime = ContextRuntime.builder()
                    .core(core)
                    .errorHandler(e -> log.add("error: " + e.getMessage()))
                    .build();
            start = runtime.clock().nanoTime();
            contexts.put(0, runtime.background());
            names.put(Context.CANCELED, "CANCELED");
            names.put(Context.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED");
        }

        @Override
        public void close() {
            runtime.close();
        }

        void apply(Op op) {
            if (op instanceof Derive derive) {
                Context parent = contexts.get(derive.parent());
                if (parent != null) {
                    contexts.put(derive.id(), derive(parent, derive));
                }
            } else if (op instanceof OnDone onDone) {
                Context target = contexts.get(onDone.target());
                if (target != null) {
                    registrations.put(onDone.action(), onDone(target, onDone));
                }
            } else if (op instanceof Stop stop) {
                Registration registration = registrations.get(stop.action());
                if (registration != null) {
                    log.add("stop " + stop.action() + " " + registration.stop());
                }
            } else if (op instanceof Cancel cancel) {
                if (contexts.get(cancel.target()) instanceof CancelContext target) {
                    log.add("cancel " + cancel.target() + " " + cancel(target, cancel.cause()));
                }
            } else if (op instanceof Expire expire) {
                Context target = contexts.get(expire.target());
                if (target != null) {
                    log.add("expire " + expire.target() + " " + target.expireIfDue(start + expire.hours() * HOUR));
                }
            } else if (op instanceof Fire fire) {
                if (contexts.get(fire.target()) instanceof Foreign target) {
                    ContextException err = fire.expired() ? Context.DEADLINE_EXCEEDED : Context.CANCELED;
                    target.fire(err, causeOr(err, fire.cause()), fire.late());
                }
            }
        }

        private Context derive(Context parent, Derive op) {
            return switch (op.shape()) {
                case CANCEL -> parent.withCancel();
                case DEADLINE ->
                    parent.withDeadlineNanos(
                            op.x() == TreeScript.NONE ? Context.NO_DEADLINE : start + op.x() * HOUR,
                            causeOr(null, op.y()));
                case VALUE -> parent.withValue(KEYS.get(op.x()), op.y() == TreeScript.NULL ? null : "value " + op.y());
                case WITHOUT_CANCEL -> parent.withoutCancel();
                case FORWARDING -> new ForwardingContext(parent) {};
                case LIAR -> new Liar(parent);
                case FOREIGN -> new Foreign(parent, "foreign " + op.id());
            };
        }

        private Registration onDone(Context target, OnDone op) {
            if (op.failure() != Failure.REJECTED) {
                return target.onDone(() -> run(op));
            }
            Executor rejecting = action -> run(op);
            return target.onDone(() -> {}, rejecting);
        }

        private void run(OnDone op) {
            BitSet done = new BitSet();
            contexts.forEach((id, context) -> done.set(id, context.isDone()));
            log.add(TreeModel.runs(op.action(), done));
            op.body().forEach(this::apply);
            String message = "action " + op.action();
            switch (op.failure()) {
                case NONE -> {}
                case THROWS -> throw new IllegalStateException(message);
                case REJECTED -> throw new RejectedExecutionException(message);
            }
        }

        private boolean cancel(CancelContext target, int cause) {
            return cause == TreeScript.NONE ? target.cancel() : target.cancel(causeOr(null, cause));
        }

        private @Nullable Throwable causeOr(@Nullable Throwable otherwise, int cause) {
            return cause < 0 ? otherwise : causes.computeIfAbsent(cause, this::newCause);
        }

        private Exception newCause(int number) {
            Exception cause = new Exception();
            names.put(cause, "cause " + number);
            return cause;
        }

        String describe(int id) {
            Context context = contexts.get(id);
            long deadline = context.deadlineNanos();
            List<String> values = new ArrayList<>();
            KEYS.forEach(key -> values.add(String.valueOf(context.value(key))));
            String text = TreeModel.describe(
                    context.isDone(),
                    names.get(context.err()),
                    names.get(context.cause()),
                    deadline == Context.NO_DEADLINE ? TreeScript.NONE : Math.toIntExact((deadline - start) / HOUR),
                    values,
                    TIMES.matcher(context.toString()).replaceAll("withDeadline"));
            return context instanceof Foreign foreign ? text + ", registered " + foreign.registered() : text;
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

    /** Ends when it is told to, with a {@code Done} of its own. */
    static final class Foreign extends ForwardingContext {

        private final String name;
        private final Signal done = new Signal();
        private boolean fired;
        private volatile @Nullable ContextException err;
        private volatile @Nullable Throwable cause;

        Foreign(Context delegate, String name) {
            super(delegate);
            this.name = name;
        }

        /** With {@code late}, says how it ended only after everybody was told that it did. */
        void fire(ContextException err, Throwable cause, boolean late) {
            synchronized (this) {
                if (fired) {
                    return;
                }
                fired = true;
            }
            if (!late) {
                this.cause = cause;
                this.err = err;
            }
            done.fire();
            this.cause = cause;
            this.err = err;
        }

        int registered() {
            return done.actions.size();
        }

        @Override
        public Done done() {
            return done;
        }

        @Override
        public @Nullable ContextException err() {
            return err;
        }

        @Override
        public @Nullable Throwable cause() {
            return cause;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final class Signal implements Done {

        private final List<Runnable> actions = new ArrayList<>();
        private volatile boolean done;

        void fire() {
            synchronized (this) {
                done = true;
            }
            for (Runnable action = next(); action != null; action = next()) {
                action.run();
            }
        }

        private synchronized @Nullable Runnable next() {
            return actions.isEmpty() ? null : actions.remove(0);
        }

        @Override
        public boolean isDone() {
            return done;
        }

        @Override
        public Registration onDone(Runnable action) {
            synchronized (this) {
                if (!done) {
                    actions.add(action);
                    return () -> remove(action);
                }
            }
            action.run();
            return () -> false;
        }

        private synchronized boolean remove(Runnable action) {
            return actions.removeIf(registered -> registered == action);
        }
    }
}
