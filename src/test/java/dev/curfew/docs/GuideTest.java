package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Lease;
import dev.curfew.Registration;
import dev.curfew.ScopePool;
import dev.curfew.concurrent.ContextFutures;
import dev.curfew.kit.Collected;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The code of docs/guide.md, and what the guide says of it. */
class GuideTest {

    private static final Duration HOUR = Duration.ofHours(1);

    // ---- what closing does

    private static final class Query {

        private final AtomicInteger cancels = new AtomicInteger();
        private final IOException failure;

        Query(IOException failure) {
            this.failure = failure;
        }

        String read() throws IOException {
            if (failure != null) {
                throw failure;
            }
            return "rows";
        }

        void cancel() {
            cancels.incrementAndGet();
        }
    }

    private static String read(Context server, Query query) throws IOException {
        // snippet: closing
        try (CancelContext request = server.withCancel()) {
            Registration cut = request.onDone(query::cancel);
            String rows = query.read();
            cut.stop(); // from here on close() has nothing to run
            return rows;
        }
        // end
    }

    @Test
    void closingRunsWhatWasNotStopped() throws IOException {
        Query good = new Query(null);
        assertEquals("rows", read(Context.background(), good));
        assertEquals(0, good.cancels.get());
        Query bad = new Query(new IOException("reset"));
        assertThrows(IOException.class, () -> read(Context.background(), bad));
        assertEquals(1, bad.cancels.get());
    }

    // ---- leases, actions for later, several parents

    private static Lease open(Context session, Context venue, Duration patience) {
        // snippet: order
        CancelContext both = session.withCancelOn(venue);
        Lease order = both.withLease(patience);
        var unused = order.onDone(both::cancel);
        // end
        return order;
    }

    @Test
    void anOrderEndsWithItsSessionItsVenueOrItsHeartbeats() throws InterruptedException {
        CancelContext session = Context.background().withCancel();
        CancelContext venue = Context.background().withCancel();
        Lease order = open(session, venue, HOUR);
        assertTrue(order.renew());
        venue.cancel();
        assertFalse(order.renew());
        assertSame(Context.CANCELED, order.err());
        Lease another = open(session, Context.background().withCancel(), Duration.ofMillis(1));
        another.await();
        assertSame(Context.DEADLINE_EXCEEDED, another.err());
        assertTrue(open(session, Context.background().withCancel(), HOUR).renew());
        session.cancel();
        assertFalse(open(session, Context.background().withCancel(), HOUR).renew());
    }

    /** Nothing below the session and the venue may stay of an order. */
    @Test
    void anOrderWithoutHeartbeatsIsReleased() {
        CancelContext session = Context.background().withCancel();
        CancelContext venue = Context.background().withCancel();
        Collected.despite(List.of(session, venue), "an order", () -> {
            Lease order = open(session, venue, HOUR);
            assertTrue(order.expireIfDue(order.expiresNanos()));
            return new WeakReference<>(order);
        });
    }

    private static final class Service {

        private final CompletableFuture<String> answer = new CompletableFuture<>();
        private final CountDownLatch asked = new CountDownLatch(1);

        void askFallback() {
            asked.countDown();
            answer.complete("fallback");
        }

        String answer(Context request) throws InterruptedException, ExecutionException {
            return ContextFutures.get(request, answer);
        }
    }

    private static String ask(Context request, Service service, Executor executor)
            throws InterruptedException, ExecutionException {
        // snippet: fallback
        Registration later =
                request.scheduleAfterNanos(request.remainingNanos() / 5 * 4, service::askFallback, executor);
        String answer = service.answer(request);
        later.stop();
        // end
        return answer;
    }

    @Test
    void aFallbackIsAskedIfNoAnswerComes() throws Exception {
        try (CancelContext request = Context.background().withTimeout(HOUR)) {
            Service quick = new Service();
            quick.answer.complete("answer");
            assertEquals("answer", ask(request, quick, Runnable::run));
            assertEquals(1, quick.asked.getCount());
        }
        Service silent = new Service();
        try (CancelContext request = Context.background().withTimeout(Duration.ofMillis(1))) {
            ask(request, silent, Runnable::run);
        } catch (ContextException e) {
            assertTrue(e.isTimeout(), "this thread came too late");
        }
    }

    // ---- scopes without allocation

    @FunctionalInterface
    private interface Book {
        boolean match(long order);
    }

    /** Returns the pool, and the handle of an order that was released. */
    private static Map.Entry<ScopePool, Long> match(
            Context session, ContextRuntime runtime, long patienceNanos, Book book) {
        // snippet: scopes
        ScopePool orders = ScopePool.of(session, 1_024);
        long order = orders.open(runtime.clock().nanoTime() + patienceNanos);
        while (!orders.expireIfDue(order, runtime.clock().nanoTime()) && !book.match(order)) {}
        orders.release(order);
        // end
        return Map.entry(orders, order);
    }

    @Test
    void anOrderOfAPoolIsMatchedOrExpires() {
        assumeWheel();
        ContextRuntime runtime = ContextRuntime.shared();
        try (CancelContext session = runtime.background().withCancel()) {
            AtomicInteger looks = new AtomicInteger();
            match(session, runtime, HOUR.toNanos(), order -> looks.incrementAndGet() == 3);
            assertEquals(3, looks.get());
            match(session, runtime, 1_000_000, order -> false);
            match(session, runtime, 0, order -> {
                throw new AssertionError("it was born ended");
            });
        }
        try (CancelContext session = runtime.background().withCancel()) {
            AtomicInteger looks = new AtomicInteger();
            match(session, runtime, HOUR.toNanos(), order -> {
                looks.incrementAndGet();
                session.cancel();
                return false;
            });
            assertEquals(1, looks.get(), "the end of the session ends its orders");
        }
    }

    @Test
    void aStaleHandleDoesNothing() {
        assumeWheel();
        try (CancelContext session = ContextRuntime.shared().background().withCancel()) {
            var matched = match(session, session.runtime(), HOUR.toNanos(), order -> true);
            ScopePool orders = matched.getKey();
            long stale = matched.getValue();
            long next = orders.open();
            assertTrue(orders.isDone(stale));
            assertFalse(orders.cancel(stale), "a cancel that comes too late");
            assertFalse(orders.isDone(next));
            assertTrue(orders.cancel(next));
            assertFalse(orders.cancel(next));
            assertTrue(orders.isDone(0));
            assertTrue(orders.release(next), "an ended scope has to be released, too");
        }
    }

    @Test
    void aViewOfAScopeIsAContext() {
        assumeWheel();
        try (CancelContext session = ContextRuntime.shared().background().withCancel()) {
            ScopePool orders = ScopePool.of(session, 4);
            long order = orders.open(session.runtime().clock().nanoTime() + HOUR.toNanos());
            Context view = orders.context(order);
            assertEquals(orders.deadlineNanos(order), view.deadlineNanos());
            assertThrows(IllegalStateException.class, () -> orders.renew(order, Context.NO_DEADLINE));
            orders.release(order);
            assertSame(Context.CANCELED, view.err());
        }
    }

    /** The code of the Javadoc of {@link ScopePool}. */
    @Test
    void aPollSeesTheEndOfAnOrder() {
        assumeWheel();
        try (CancelContext session = ContextRuntime.shared().background().withCancel()) {
            ContextRuntime runtime = session.runtime();
            long timeoutNanos = HOUR.toNanos();
            // snippet: pool
            ScopePool orders = ScopePool.of(session, 1_024);

            long order = orders.open(runtime.clock().nanoTime() + timeoutNanos);
            while (match(order)) {
                if (orders.isDone(order)) {
                    // …
                }
            }
            orders.release(order);
            // end
            assertEquals(0, orders.openScopes());
        }
    }

    private static boolean match(long order) {
        return order == 0; // no handle
    }

    // ---- tests with a clock set by hand

    @Test
    void aClockSetByHandEndsContextsToTheNanosecond() throws Exception {
        assumeWheel();
        // snippet: clock
        AtomicLong now = new AtomicLong();
        ContextRuntime runtime = ContextRuntime.builder()
                .clock(now::get)
                .tick(Duration.ofNanos(1))
                .callerDriven()
                .build();
        CancelContext request = runtime.background().withTimeout(Duration.ofSeconds(30));
        now.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        while (runtime.agent().doWork() > 0) {}
        assertFalse(request.isDone());
        now.addAndGet(1);
        while (runtime.agent().doWork() > 0) {}
        assertTrue(request.isDone());
        // end
        runtime.close();
    }

    @Test
    void theDefaultTickEndsThemLater() throws Exception {
        assumeWheel();
        AtomicLong now = new AtomicLong();
        ContextRuntime runtime =
                ContextRuntime.builder().clock(now::get).callerDriven().build();
        CancelContext request = runtime.background().withTimeoutNanos(1);
        CancelContext polled = runtime.background().withTimeoutNanos(1);
        now.addAndGet((1 << 16) - 1);
        runtime.agent().doWork();
        assertFalse(request.isDone());
        assertTrue(polled.expireIfDue(now.get()), "whoever polls sees the deadline at once");
        now.addAndGet(1);
        runtime.agent().doWork();
        assertTrue(request.isDone());
        runtime.close();
    }

    @Test
    void waitingGoesByRealTime() throws InterruptedException {
        assumeWheel();
        ContextRuntime runtime =
                ContextRuntime.builder().clock(() -> 0).callerDriven().build();
        CancelContext request = runtime.background().withTimeoutNanos(1_000);
        assertFalse(request.awaitNanos(1_000), "the clock stands still, the wait does not");
        assertFalse(request.await(Duration.ofNanos(1_000)));
        assertNull(request.err());
        runtime.close();
    }

    /** The mutex core, where {@code -Dcurfew.core=mutex} asks for it, has none. */
    private static void assumeWheel() {
        assumeFalse("mutex".equals(System.getProperty("curfew.core")));
    }
}
