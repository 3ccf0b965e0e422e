package dev.curfew.docs;

import com.sun.management.ThreadMXBean;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** In a JVM of its own: what operations allocate there, a line each, in bytes. */
final class SizesTrial {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CALLS = 100;
    private static final int ROUNDS = 5;
    private static final List<Key<String>> KEYS =
            IntStream.range(0, 100).mapToObj(i -> Key.<String>of("key")).toList();
    private static final Key<String> UNBOUND = Key.of("unbound");
    private static final Runnable NOTHING = () -> {};
    private static final Executor HERE = Runnable::run;

    private SizesTrial() {}

    public static void main(String[] arguments) {
        ContextRuntime runtime =
                ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build();
        Context root = runtime.background();
        Duration hour = Duration.ofHours(1);
        Supplier<Context> parent = root::withCancel;
        print("`withCancel`", parent, Context::withCancel);
        print("`withDeadline`, `withTimeout`", parent, context -> context.withTimeout(hour));
        print("the same below an earlier deadline", () -> root.withTimeout(hour), context -> context.withTimeout(hour));
        print("`withValue`", parent, context -> values(context, 1));
        print("the first lookup past 8 of 9 values", () -> values(root, 9), context -> context.value(UNBOUND));
        print("the first lookup past 8 of 100 values", () -> values(root, 100), context -> context.value(UNBOUND));
        print("`withoutCancel`", parent, Context::withoutCancel);
        print("`onDone(action)`", parent, context -> context.onDone(NOTHING));
        print("`onDone(action, executor)`", parent, context -> context.onDone(NOTHING, HERE));
        runtime.close();
    }

    private static Context values(Context context, int count) {
        Context bound = context;
        for (int i = 0; i < count; i++) {
            bound = bound.withValue(KEYS.get(i), "value");
        }
        return bound;
    }

    private static <T> void print(String what, Supplier<T> subject, Function<T, ?> call) {
        System.out.println(what + "\t" + bytes(subject, call));
    }

    /** The least of some rounds: what happens once, like loading a class, is not counted. */
    private static <T> long bytes(Supplier<T> subject, Function<T, ?> call) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            Object[] subjects = new Object[CALLS];
            Object[] results = new Object[CALLS]; // kept, lest the compiler saves their allocation
            for (int i = 0; i < CALLS; i++) {
                subjects[i] = subject.get();
            }
            least = Math.min(least, bytes(subjects, results, call));
        }
        return least / CALLS;
    }

    @SuppressWarnings("unchecked") // the subjects are what the supplier made
    private static <T> long bytes(Object[] subjects, Object[] results, Function<T, ?> call) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        long counting = THREADS.getCurrentThreadAllocatedBytes() - before;
        before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < subjects.length; i++) {
            results[i] = call.apply((T) subjects[i]);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before - counting;
    }
}
