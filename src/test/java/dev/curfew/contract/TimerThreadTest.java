package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.RewritingLoader;
import dev.curfew.kit.Semantic;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.MethodVisitor;

/** The thread that ends contexts at their deadlines. */
@EveryCore
@Semantic(21)
class TimerThreadTest extends Contract {

    private static final InheritableThreadLocal<String> REQUEST = new InheritableThreadLocal<>();

    /** What an action at a deadline finds out about its thread. */
    private record Seen(
            Thread thread, boolean daemon, String inherited, ClassLoader loader, ThreadGroup group, int priority) {}

    private Seen look() {
        CompletableFuture<Seen> seen = new CompletableFuture<>();
        runOnTimerThread(() -> {
            Thread thread = Thread.currentThread();
            seen.complete(new Seen(
                    thread,
                    thread.isDaemon(),
                    REQUEST.get(),
                    thread.getContextClassLoader(),
                    thread.getThreadGroup(),
                    thread.getPriority()));
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
    void itIsInNoGroupOfWhoeverSetsTheFirstDeadline() throws InterruptedException {
        ThreadGroup group = new ThreadGroup("of a user");
        group.setMaxPriority(Thread.MIN_PRIORITY);
        Thread user = new Thread(group, () -> root.withTimeoutNanos(HOUR_NANOS));
        user.start();
        user.join();
        Seen seen = look();
        assertNotSame(group, seen.group);
        assertEquals(Thread.NORM_PRIORITY, seen.priority);
    }

    /** Before JDK 24 a thread keeps the access control context of its maker, and so its classes. */
    @Test
    void itPinsNoClassOfWhoeverSetsTheFirstDeadline() {
        Collected.despite(runtime, "the loader of who has set the first deadline", () -> {
            ClassLoader loader = new SetterLoader();
            setFirstDeadline(loader);
            return new WeakReference<>(loader);
        });
        assertTrue(look().thread.isAlive());
    }

    private void setFirstDeadline(ClassLoader loader) {
        try {
            Class<?> setter = loader.loadClass(Setter.class.getName());
            setter.getMethod("set", Context.class).invoke(null, root);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Code of a user, loaded by a loader of its own. */
    public static final class Setter {

        private Setter() {}

        public static void set(Context root) {
            root.withTimeoutNanos(1L << 42);
        }
    }

    private static final class SetterLoader extends RewritingLoader {

        @Override
        protected boolean isOwn(String className) {
            return className.equals(Setter.class.getName());
        }

        @Override
        protected boolean isRewritten(String className) {
            return false;
        }

        @Override
        protected MethodVisitor rewriting(String method, MethodVisitor writer) {
            return writer;
        }
    }

    /** The only test that waits for the five seconds. */
    @Test
    void itEndsWhenNothingIsArmedAndComesAgain() {
        Thread first = look().thread;
        Background.until("the idle thread has ended", () -> !first.isAlive());
        Thread second = look().thread;
        assertNotSame(first, second);
        CancelContext armed = root.withTimeoutNanos(6_000 * MILLI);
        Background.until("the deadline is met", armed::isDone);
        assertExpired(armed);
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
