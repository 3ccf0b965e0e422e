package dev.curfew.soak;

import dev.curfew.CancelContext;
import dev.curfew.ScopePool;
import dev.curfew.kit.Background;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A soak of scope pools, one after the other, below one runtime. This thread opens and releases scopes at full speed,
 * another one cancels them, and the wheel thread ends them at their deadlines, until the parent of the pool ends or the
 * pool is closed.
 */
final class ScopeSoak {

    private static final long POOL_NANOS = 250_000_000;

    private final SplittableRandom seeds;
    private volatile @Nullable String fault;
    private long opened;
    private long expired;
    private long cancelled;
    private long stale;
    private long nanos;
    /** Of the processor, for the owner. */
    private long cpuNanos;

    ScopeSoak(long seed) {
        seeds = new SplittableRandom(seed);
    }

    /** Returns the first fault; empty if there is none. */
    String run(ScopeWheel.Kind kind, long seconds) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cpuStart = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        try (ScopeWheel wheel = new ScopeWheel(kind, failure -> fault(failure.toString()))) {
            while (fault == null && System.nanoTime() - end < 0) {
                onePool(wheel);
            }
        }
        nanos = System.nanoTime() - start;
        cpuNanos = threads.getCurrentThreadCpuTime() - cpuStart;
        return fault == null ? "" : fault;
    }

    private void fault(String what) {
        if (fault == null) {
            fault = what;
        }
    }

    private void onePool(ScopeWheel wheel) {
        CancelContext parent = wheel.runtime().background().withCancel();
        ScopePool pool = ScopePool.of(parent, ScopeOwner.CAPACITY);
        ShownScopes shown = new ShownScopes(ScopeOwner.PLACES);
        ScopeLives lives = new ScopeLives(this::fault);
        Throwable cause = new IllegalStateException("the parent has ended");
        ScopeOwner owner = new ScopeOwner(wheel, pool, shown, lives, seeds.split(), cause, this::fault);
        ScopeCanceller canceller = new ScopeCanceller(wheel, pool, shown, lives, seeds.split(), this::fault);
        Runnable end = seeds.nextBoolean() ? pool::close : () -> parent.cancel(cause);
        long endNanos = System.nanoTime() + POOL_NANOS;
        Future<?> other = Background.start(() -> {
            while (fault == null && System.nanoTime() - endNanos < 0) {
                canceller.burst();
            }
            owner.ending();
            canceller.endPool(end);
        });
        while (!other.isDone()) {
            owner.burst();
        }
        Background.get(other);
        if (fault == null) {
            owner.closeAll();
            lives.checkAll();
        }
        parent.cancel();
        opened += owner.opened();
        expired += owner.expired();
        cancelled += canceller.cancels();
        stale += canceller.stale();
    }

    String rates() {
        return String.format(
                "%,d scopes in %d s, %,d per second, %d ns of their owner's processor time each; %,d ended at a deadline,"
                        + " another thread cancelled %,d and tried %,d stale handles",
                opened,
                TimeUnit.NANOSECONDS.toSeconds(nanos),
                opened * 1_000_000_000 / nanos,
                cpuNanos / Math.max(1, opened),
                expired,
                cancelled,
                stale);
    }
}
