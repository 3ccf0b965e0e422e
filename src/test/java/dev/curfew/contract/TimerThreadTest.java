package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The thread that ends contexts at their deadlines. */
@EveryCore
@Semantic(21)
class TimerThreadTest extends Contract {

    private static final InheritableThreadLocal<String> REQUEST = new InheritableThreadLocal<>();

    /** What an action at a deadline finds out about its thread. */
    private record Seen(Thread thread, boolean daemon, String inherited, ClassLoader loader) {}

    private Seen look() {
        CompletableFuture<Seen> seen = new CompletableFuture<>();
        runOnTimerThread(() -> {
            Thread thread = Thread.currentThread();
            seen.complete(new Seen(thread, thread.isDaemon(), REQUEST.get(), thread.getContextClassLoader()));
        });
        return Background.get(seen);
    }

    /** Tries again where this thread was so slow that the deadline had passed when it registered the action. */
    private void runOnTimerThread(Runnable action) {
        Thread self = Thread.currentThread();
        for (long timeout = MILLI; ; timeout *= 2) {
            CompletableFuture<Boolean> there = new CompletableFuture<>();
            root.withTimeoutNanos(timeout).onDone(() -> {
                boolean elsewhere = Thread.currentThread() != self;
                if (elsewhere) {
                    action.run();
                }
                there.complete(elsewhere);
            });
            if (Background.get(there)) {
                return;
            }
        }
    }

    @Test
    void itIsADaemonThatInheritsNothingFromWhoeverSetsTheFirstDeadline() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        REQUEST.set("request");
        try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
            Thread.currentThread().setContextClassLoader(loader);
            Seen seen = look();
            assertNotSame(Thread.currentThread(), seen.thread);
            assertTrue(seen.daemon);
            assertNull(seen.inherited);
            assertNotSame(loader, seen.loader);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            REQUEST.remove();
        }
    }

    @Test
    void itSurvivesAnInterruptThatAnActionLeavesBehind() {
        runOnTimerThread(() -> Thread.currentThread().interrupt());
        for (int i = 0; i < 3; i++) {
            look();
        }
    }

    @Test
    void itEndsManyDeadlinesAtOnce() {
        int count = 1_000;
        CountDownLatch ended = new CountDownLatch(count);
        AtomicInteger notDone = new AtomicInteger();
        long deadline = in(5 * MILLI);
        for (int i = 0; i < count; i++) {
            CancelContext context = root.withDeadlineNanos(deadline);
            context.onDone(() -> {
                if (!context.isDone()) {
                    notDone.incrementAndGet();
                }
                ended.countDown();
            });
        }
        Background.await(ended);
        assertFalse(notDone.get() > 0);
    }

    @Test
    void itHasEndedWhenCloseReturns() {
        Thread thread = look().thread;
        runtime.close();
        Background.until("the thread has ended", () -> !thread.isAlive());
    }
}
