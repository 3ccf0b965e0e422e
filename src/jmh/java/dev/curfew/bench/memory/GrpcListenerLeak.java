package dev.curfew.bench.memory;

import dev.curfew.bench.report.Output;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Context.CancellationListener;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reproduction: {@code io.grpc.Context} keeps a listener, and through it the child, for each ended child of a live
 * cancellable parent. A child with a listener of its own adds one to the nearest cancellable ancestor, recorded as owned by
 * the child; at the child's end {@code cancellableAncestor.removeListener(parentListener)} looks for one owned by the
 * ancestor, finds none and removes nothing. The search goes through all that are there, so each end takes longer than the
 * one before. Cases that do not leak are shown too. Plain code of that library, to be copied; the heap's size apart, the
 * count is what its own list says.
 *
 * <p>Run: {@code make bench-grpc-leak}
 */
public final class GrpcListenerLeak {

    private static final int STEPS = 5;
    private static final CancellationListener NOTHING = context -> {};

    private GrpcListenerLeak() {}

    /**
     * Prints what the parent holds on to.
     *
     * @param args none; the system property {@code smoke} makes it short
     * @throws Exception if the parent's list cannot be read, or upon an interrupt
     */
    public static void main(String[] args) throws Exception {
        int step = Output.flag("smoke") ? 500 : 10_000;
        System.out.printf(
                "io.grpc.Context of %s, version %s in its manifest, on Java %s%n",
                jar(), Context.class.getPackage().getImplementationVersion(), Runtime.version());

        System.out.println("Children of one live cancellable parent: each gets a listener and is cancelled");
        System.out.printf("%12s %20s %16s %12s%n", "ended", "parent's listeners", "bytes/child", "µs/child");
        CancellableContext parent = Context.ROOT.withCancellation();
        long before = usedAfterGc();
        for (int i = 1; i <= STEPS; i++) {
            long start = System.nanoTime();
            listenAndCancel(parent, step);
            double micros = (System.nanoTime() - start) / 1_000.0 / step;
            double bytes = (double) (usedAfterGc() - before) / (i * step);
            System.out.printf(Locale.ROOT, "%,12d %,20d %,16.0f %,12.1f%n", i * step, listeners(parent), bytes, micros);
        }
        parent.cancel(null);
        System.out.printf("%12s %,20d   once the parent itself is cancelled%n", "", listeners(parent));

        System.out.printf(Locale.ROOT, "The same in other cases, after %,d children%n", step);
        CancellableContext other = Context.ROOT.withCancellation();
        for (int i = 0; i < step; i++) {
            CancellableContext child = other.withCancellation();
            child.addListener(NOTHING, Runnable::run);
            child.removeListener(NOTHING);
            child.cancel(null);
        }
        print(other, "the child's listener is removed before the child is cancelled");
        other = Context.ROOT.withCancellation();
        listenAndCancel(other.withValue(Context.key("key"), "value"), step);
        print(other, "a context with a value between them");
        other = Context.ROOT.withCancellation();
        for (int i = 0; i < step; i++) {
            other.withCancellation().cancel(null);
        }
        print(other, "no listener, so nobody is told when the parent ends");
        before = usedAfterGc();
        listenAndCancel(Context.ROOT, step);
        System.out.printf(
                Locale.ROOT,
                "%12s %20s   the parent is Context.ROOT: %.1f bytes/child%n",
                "",
                "none",
                Math.max(0.0, usedAfterGc() - before) / step);
    }

    private static void listenAndCancel(Context parent, int times) {
        for (int i = 0; i < times; i++) {
            CancellableContext child = parent.withCancellation();
            child.addListener(NOTHING, Runnable::run);
            child.cancel(null);
        }
    }

    private static void print(CancellableContext parent, String what) throws ReflectiveOperationException {
        System.out.printf("%12s %,20d   %s%n", "", listeners(parent), what);
    }

    /** The size of a private list: the class tells nobody. */
    private static int listeners(CancellableContext context) throws ReflectiveOperationException {
        Field field = CancellableContext.class.getDeclaredField("listeners");
        field.setAccessible(true);
        List<?> listeners = (List<?>) field.get(context);
        return listeners == null ? 0 : listeners.size();
    }

    private static long usedAfterGc() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static Path jar() throws Exception {
        return Path.of(Context.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .getFileName();
    }
}
