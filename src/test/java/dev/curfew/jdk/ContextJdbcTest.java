package dev.curfew.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.DeadlineExceededException;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import dev.curfew.kit.MisbehavedException;
import dev.curfew.kit.Semantic;
import dev.curfew.kit.Threads;
import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Calls with statements of a scripted driver (X1 to X3). */
@EveryCore
@Semantic(31)
class ContextJdbcTest extends Contract {

    private static final Executor ELSEWHERE = task -> Background.start(task::run);

    private final FakeStatement fake = new FakeStatement();
    private final Statement statement = fake.statement();
    private final List<Runnable> held = new ArrayList<>();

    private String execute(Context context, Executor canceller, ContextJdbc.SqlCall<String> call) throws SQLException {
        return ContextJdbc.execute(context, statement, canceller, call);
    }

    // ---- before the call

    @Test
    void nullsAreNamedAndNothingIsRegistered() {
        ForeignDone done = new ForeignDone();
        Context context = new ForeignForwarding(root, done);
        ContextJdbc.SqlCall<String> call = () -> "rows";
        assertNamed("context", () -> ContextJdbc.execute(null, statement, ELSEWHERE, call));
        assertNamed("statement", () -> ContextJdbc.execute(context, null, ELSEWHERE, call));
        assertNamed("canceller", () -> ContextJdbc.execute(context, statement, null, call));
        assertNamed("call", () -> ContextJdbc.execute(context, statement, ELSEWHERE, null));
        assertEquals(0, done.everRegistered());
        assertEquals(List.of(), fake.timeouts);
    }

    private static void assertNamed(String parameter, org.junit.jupiter.api.function.Executable call) {
        assertEquals(parameter, assertThrows(NullPointerException.class, call).getMessage());
    }

    @Test
    void aContextThatHasEndedRunsNoCall() {
        CancelContext context = root.withTimeout(HOUR);
        Exception reason = new IllegalStateException("enough");
        context.cancel(reason);
        CanceledException failure =
                assertThrows(CanceledException.class, () -> execute(context, ELSEWHERE, () -> "rows"));
        assertSame(reason, failure.getCause());
        assertEquals(List.of(), fake.timeouts);
        assertEquals(0, fake.cancels.get());
    }

    @Test
    void aDeadlineThatHasPassedUnseenRunsNoCall() {
        AtomicLong now = new AtomicLong();
        try (ContextRuntime late = lateRuntime(now)) {
            Context context = late.background().withTimeoutNanos(MILLI);
            now.set(MILLI);
            assertThrows(DeadlineExceededException.class, () -> execute(context, ELSEWHERE, () -> "rows"));
            assertEquals(List.of(), fake.timeouts);
        }
    }

    /** One whose wheel nobody drives. */
    private ContextRuntime lateRuntime(AtomicLong now) {
        return ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .errorHandler(failures)
                .clock(now::get)
                .callerDriven()
                .build();
    }

    /** The end comes after the first look and before the call: a driver would ignore its cancel. */
    @Test
    void anEndBetweenTheFirstLookAndTheCallRunsNoCall() {
        CancelContext context = root.withTimeout(HOUR);
        fake.onSetTimeout = context::cancel;
        assertThrows(CanceledException.class, () -> execute(context, held::add, () -> "rows"));
        held.forEach(Runnable::run);
        assertEquals(0, fake.cancels.get(), "a cancel that was handed over and had not begun");
        assertEquals(0, fake.timeout, "restored");
    }

    @Test
    void aClosedStatement() {
        ForeignDone done = new ForeignDone();
        fake.closed = true;
        Context context = new ForeignForwarding(root.withTimeout(HOUR), done);
        SQLException failure = assertThrows(SQLException.class, () -> execute(context, ELSEWHERE, () -> "rows"));
        assertEquals("the statement is closed", failure.getMessage());
        assertEquals(0, done.attached());
    }

    @Test
    void aForeignContextThatCannotBeListenedTo() {
        IllegalStateException broken = new IllegalStateException("broken");
        ForeignDone done = new ForeignDone() {
            @Override
            public dev.curfew.Registration onDone(Runnable action) {
                throw broken;
            }
        };
        Context context = new ForeignForwarding(root.withTimeout(HOUR), done);
        assertSame(broken, assertThrows(IllegalStateException.class, () -> execute(context, ELSEWHERE, () -> "rows")));
        assertEquals(List.of(3600, 0), fake.timeouts);
    }

    /** Whatever the context fails to answer, nothing of the call stays. */
    @Test
    void aForeignContextThatFailsMeanwhile() {
        MisbehavedException broken = new MisbehavedException("isDone or runtime");
        for (int good = 0; good < 12; good++) {
            AtomicInteger answers = new AtomicInteger(good);
            ForeignDone done = new ForeignDone();
            Context context = new ForwardingContext(root.withTimeout(HOUR)) {
                private void answer() {
                    if (answers.getAndDecrement() <= 0) {
                        throw broken;
                    }
                }

                @Override
                public Done done() {
                    return done;
                }

                @Override
                public boolean isDone() {
                    answer();
                    return super.isDone();
                }

                @Override
                public ContextRuntime runtime() {
                    answer();
                    return super.runtime();
                }
            };
            try {
                execute(context, held::add, () -> "rows");
            } catch (SQLException | MisbehavedException e) {
                assertSame(broken, e);
            }
            assertEquals(0, done.attached(), "after " + good + " good answers");
            assertEquals(0, fake.timeout, "restored after " + good + " good answers");
            done.end();
            held.forEach(Runnable::run);
            assertEquals(0, fake.cancels.get(), "after " + good + " good answers");
        }
    }

    @Test
    void aResultIsKeptIfTheContextFailsAfterIt() throws SQLException {
        ForeignDone done = new ForeignDone();
        boolean[] broken = {false};
        Context context = new ForwardingContext(root) {
            @Override
            public Done done() {
                return done;
            }

            @Override
            public boolean isDone() {
                if (broken[0]) {
                    throw new MisbehavedException("isDone");
                }
                return false;
            }
        };
        assertEquals("rows", execute(context, ELSEWHERE, () -> {
            broken[0] = true;
            return "rows";
        }));
        assertEquals(0, done.attached());
    }

    // ---- the call

    @Test
    void aResultIsReturnedAndNothingStays() throws SQLException {
        ForeignDone done = new ForeignDone();
        Context context = new ForeignForwarding(root, done);
        assertEquals("rows", execute(context, ELSEWHERE, () -> {
            assertEquals(1, done.attached());
            return "rows";
        }));
        assertNull(ContextJdbc.<String>execute(context, statement, ELSEWHERE, () -> null));
        assertEquals(0, done.attached());
        assertEquals(2, done.everRegistered());
    }

    @Test
    void theEndCancelsTheStatementOnTheCanceller() {
        CancelContext context = root.withCancel();
        Exception reason = new IllegalStateException("the user left");
        AtomicReference<Thread> canceller = new AtomicReference<>();
        fake.onCancel = () -> canceller.set(Thread.currentThread());
        CanceledException failure = assertThrows(
                CanceledException.class,
                () -> execute(context, ELSEWHERE, () -> {
                    context.cancel(reason);
                    return fake.query();
                }));
        assertSame(reason, failure.getCause());
        assertEquals("canceled by user", failure.getSuppressed()[0].getMessage());
        assertFalse(canceller.get() == Thread.currentThread());
        assertEquals(1, fake.cancels.get());
    }

    @Test
    void theDeadlineCancelsTheStatement() {
        Context context = root.withTimeoutNanos(500 * MILLI);
        DeadlineExceededException failure =
                assertThrows(DeadlineExceededException.class, () -> execute(context, ELSEWHERE, fake::query));
        assertEquals("canceled by user", failure.getSuppressed()[0].getMessage());
        assertEquals(List.of(1, 0), fake.timeouts);
    }

    @Test
    void aResultIsKeptIfTheContextEndsMeanwhile() throws SQLException {
        CancelContext context = root.withCancel();
        assertEquals("rows", execute(context, ELSEWHERE, () -> {
            context.cancel();
            Background.await(fake.cancelled);
            return "rows";
        }));
    }

    @Test
    void failuresBeforeTheEndPassUnchanged() {
        CancelContext context = root.withTimeout(HOUR);
        SQLException constraint = new SQLException("unique");
        RuntimeException runtimeException = new IllegalStateException("mapping");
        Error error = new AssertionError("error");
        assertSame(
                constraint,
                assertThrows(
                        SQLException.class,
                        () -> execute(context, ELSEWHERE, () -> {
                            throw constraint;
                        })));
        assertSame(
                runtimeException,
                assertThrows(
                        RuntimeException.class,
                        () -> execute(context, ELSEWHERE, () -> {
                            throw runtimeException;
                        })));
        assertSame(
                error,
                assertThrows(
                        Error.class,
                        () -> execute(context, ELSEWHERE, () -> {
                            throw error;
                        })));
        assertEquals(0, constraint.getSuppressed().length);
        assertEquals(0, fake.timeout, "restored");
    }

    /** The end comes when the call is over, and its failure has not yet left the library. */
    @Test
    void aFailureJustBeforeTheEndPassesUnchanged() {
        CancelContext context = root.withTimeout(HOUR);
        SQLException constraint = new SQLException("unique");
        SQLException failure = assertThrows(
                SQLException.class,
                () -> execute(context, ELSEWHERE, () -> {
                    fake.onSetTimeout = context::cancel;
                    throw constraint;
                }));
        assertSame(constraint, failure);
        assertTrue(context.isDone());
    }

    @Test
    void anyExceptionAfterTheEndIsTheEndAndErrorsPass() {
        CancelContext context = root.withCancel();
        RuntimeException wrapped = new IllegalStateException("data access");
        CanceledException failure = assertThrows(
                CanceledException.class,
                () -> execute(context, held::add, () -> {
                    context.cancel();
                    throw wrapped;
                }));
        assertSame(wrapped, failure.getSuppressed()[0]);
        CancelContext other = root.withCancel();
        Error error = new AssertionError("error");
        assertSame(
                error,
                assertThrows(
                        Error.class,
                        () -> execute(other, held::add, () -> {
                            other.cancel();
                            throw error;
                        })));
    }

    @Test
    void aContextExceptionPassesAsItIs() {
        CancelContext context = root.withCancel();
        CancelContext inner = root.withCancel();
        inner.cancel(new IllegalStateException("of another context"));
        CanceledException failure = assertThrows(
                CanceledException.class,
                () -> execute(context, held::add, () -> {
                    context.cancel();
                    inner.throwIfDone();
                    return "rows";
                }));
        assertSame(inner.cause(), failure.getCause());
    }

    /** The driver times out at the deadline, and nobody has ended the context yet. */
    @Test
    void theDriversOwnTimeoutAtTheDeadlineIsTheDeadline() {
        AtomicLong now = new AtomicLong();
        try (ContextRuntime late = lateRuntime(now)) {
            Context context = late.background().withTimeoutNanos(HOUR_NANOS);
            SQLException timeout = new SQLTimeoutException("57014");
            DeadlineExceededException failure = assertThrows(
                    DeadlineExceededException.class,
                    () -> execute(context, ELSEWHERE, () -> {
                        now.set(HOUR_NANOS);
                        throw timeout;
                    }));
            assertSame(timeout, failure.getSuppressed()[0]);
            assertEquals(0, fake.cancels.get(), "the call was over");
        }
    }

    // ---- the canceller

    @Test
    void aCancelThatHasNotBegunWhenTheCallIsOverIsNeverSent() throws SQLException {
        CancelContext context = root.withCancel();
        assertEquals("rows", execute(context, held::add, () -> {
            context.cancel();
            return "rows";
        }));
        assertEquals(1, held.size());
        held.get(0).run();
        assertEquals(0, fake.cancels.get());
    }

    @Test
    void aCallThatIsOverWaitsForTheCancelThatIsUnderWay() {
        CancelContext context = root.withCancel();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        fake.onCancel = () -> {
            begun.countDown();
            Background.await(release);
        };
        AtomicReference<Thread> caller = new AtomicReference<>();
        Future<String> call = Background.call(() -> execute(context, ELSEWHERE, () -> {
            context.cancel();
            Background.await(begun);
            caller.set(Thread.currentThread());
            return "rows";
        }));
        Background.until("the call returns", () -> caller.get() != null);
        Background.untilParked(caller.get());
        caller.get().interrupt();
        Background.until(
                "parked again, with the interrupt seen", () -> !caller.get().isInterrupted());
        assertFalse(call.isDone());
        release.countDown();
        assertEquals("rows", Background.get(call));
        assertEquals(1, fake.cancels.get());
    }

    @Test
    void anInterruptDuringThatWaitIsKept() {
        CancelContext context = root.withCancel();
        CountDownLatch begun = new CountDownLatch(1);
        fake.onCancel = begun::countDown;
        Future<Boolean> interrupted = Background.call(() -> {
            execute(context, ELSEWHERE, () -> {
                Thread.currentThread().interrupt();
                context.cancel();
                Background.spinUntil(() -> begun.getCount() == 0);
                return "rows";
            });
            return Thread.interrupted();
        });
        assertTrue(Background.get(interrupted));
    }

    @Test
    void aCancelTheDriverIgnoresIsSentAgain() {
        CancelContext context = root.withCancel();
        CountDownLatch third = new CountDownLatch(3);
        fake.onCancel = third::countDown;
        assertThrows(
                CanceledException.class,
                () -> execute(context, ELSEWHERE, () -> {
                    context.cancel();
                    Background.await(third);
                    throw new SQLException("canceled at last");
                }));
    }

    /** The canceller is full for a while: the cancel is sent when it is not. */
    @Test
    void aLaterCancelThatIsRejectedIsSentAgain() {
        CancelContext context = root.withCancel();
        RejectedExecutionException full = new RejectedExecutionException("full");
        AtomicInteger given = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(2);
        fake.onCancel = second::countDown;
        Executor fullForAWhile = task -> {
            if (given.incrementAndGet() == 2) {
                throw full;
            }
            Background.start(task::run);
        };
        assertThrows(
                CanceledException.class,
                () -> execute(context, fullForAWhile, () -> {
                    context.cancel();
                    Background.await(second);
                    throw new SQLException("canceled at last");
                }));
        failures.assertTold(full);
    }

    @Test
    void aRejectedCancelIsSentByTheEndingThreadAndReported() {
        CancelContext context = root.withCancel();
        RejectedExecutionException rejection = new RejectedExecutionException("shut down");
        AtomicReference<Thread> canceller = new AtomicReference<>();
        fake.onCancel = () -> canceller.set(Thread.currentThread());
        Executor rejecting = task -> {
            throw rejection;
        };
        assertThrows(
                CanceledException.class,
                () -> execute(context, rejecting, () -> {
                    context.cancel();
                    assertEquals(1, fake.cancels.get());
                    return fake.query();
                }));
        assertSame(Thread.currentThread(), canceller.get());
        failures.assertTold(rejection);
    }

    @Test
    void whatACancelThrowsIsReportedAndTheCallGoesOn() throws SQLException {
        CancelContext context = root.withCancel();
        SQLException refused = new SQLException("no connection left");
        fake.onCancel = () -> {
            throw refused;
        };
        assertEquals("rows", execute(context, Runnable::run, () -> {
            context.cancel();
            return "rows";
        }));
        failures.assertTold(refused);
    }

    /** It would be reported again and again. */
    @Test
    void aCancelThatTheDriverDoesNotHaveIsNotSentAgain() throws SQLException {
        CancelContext context = root.withCancel();
        SQLException refused = new SQLFeatureNotSupportedException("cancel");
        fake.onCancel = () -> {
            throw refused;
        };
        assertEquals("rows", execute(context, Runnable::run, () -> {
            context.cancel();
            LockSupport.parkNanos(300 * MILLI); // longer than the first delay
            return "rows";
        }));
        failures.assertTold(refused);
    }

    @Test
    void anInlineCancellerRunsOnTheEndingThread() {
        CancelContext context = root.withCancel();
        assertThrows(
                CanceledException.class,
                () -> execute(context, Runnable::run, () -> {
                    context.cancel();
                    assertEquals(1, fake.cancels.get());
                    return fake.query();
                }));
    }

    @Test
    void onEachKindOfThread() {
        for (Threads kind : Threads.kinds()) {
            FakeStatement used = new FakeStatement();
            CancelContext context = root.withCancel();
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            kind.start(() -> outcome.complete(assertThrows(
                    CanceledException.class,
                    () -> ContextJdbc.execute(context, used.statement(), kind::start, () -> {
                        context.cancel();
                        return used.query();
                    }))));
            assertEquals(1, Background.get(outcome).getSuppressed().length);
        }
    }

    // ---- the query timeout

    @Test
    void theQueryTimeoutIsTheShorterOfTheStatementsAndTheTimeLeftRoundedUp() throws SQLException {
        AtomicLong now = new AtomicLong();
        try (ContextRuntime still = lateRuntime(now)) {
            Context root = still.background();
            assertTimeout(0, root, 0);
            assertTimeout(7, root, 7);
            assertTimeout(5, root.withTimeout(Duration.ofSeconds(5)), 0);
            assertTimeout(6, root.withTimeout(Duration.ofSeconds(5).plusNanos(1)), 0);
            assertTimeout(1, root.withTimeoutNanos(1), 0);
            assertTimeout(5, root.withTimeout(Duration.ofSeconds(5)), 6);
            assertTimeout(5, root.withTimeout(Duration.ofSeconds(5)), 5);
            assertTimeout(4, root.withTimeout(Duration.ofSeconds(5)), 4);
            assertTimeout(0, root.withTimeout(Duration.ofDays(25)), 0);
            assertTimeout(0, root.withTimeout(Duration.ofDays(100_000)), 0);
        }
    }

    private void assertTimeout(int during, Context context, int before) throws SQLException {
        fake.timeout = before;
        assertEquals(during, ContextJdbc.execute(context, statement, ELSEWHERE, () -> fake.timeout));
        assertEquals(before, fake.timeout, "restored");
    }

    @Test
    void aStatementThatTheCallClosesDoesNotHideTheResult() throws SQLException {
        Context context = root.withTimeout(HOUR);
        assertEquals("rows", execute(context, ELSEWHERE, () -> {
            statement.close();
            return "rows";
        }));
        assertEquals(List.of(3600), fake.timeouts);
    }

    @Test
    void aTimeoutThatCannotBeRestoredIsReported() throws SQLException {
        SQLException broken = new SQLException("broken");
        Context context = root.withTimeout(HOUR);
        assertEquals("rows", execute(context, ELSEWHERE, () -> {
            fake.onSetTimeout = () -> {
                throw broken;
            };
            return "rows";
        }));
        failures.assertTold(broken);
    }

    @Test
    void aDriverWithoutQueryTimeouts() throws SQLException {
        fake.onSetTimeout = () -> {
            throw new SQLFeatureNotSupportedException();
        };
        assertEquals("rows", execute(root.withTimeout(HOUR), ELSEWHERE, () -> "rows"));
    }

    @Test
    void anOlderDriverWithoutQueryTimeouts() throws SQLException {
        fake.onSetTimeout = () -> {
            throw new UnsupportedOperationException();
        };
        assertEquals("rows", execute(root.withTimeout(HOUR), ELSEWHERE, () -> "rows"));
    }

    // ---- races and what is kept

    @Test
    void noCancelBeginsOrGoesOnAfterTheReturn() {
        for (int round = 0; round < 600; round++) {
            FakeStatement raced = new FakeStatement();
            AtomicLong running = new AtomicLong();
            raced.onCancel = () -> {
                running.incrementAndGet();
                Thread.onSpinWait();
                running.decrementAndGet();
            };
            CancelContext context = root.withCancel();
            int spins = round % 50;
            Background.race(context::cancel, () -> {
                try {
                    ContextJdbc.execute(context, raced.statement(), ELSEWHERE, () -> {
                        for (int i = 0; i < spins; i++) {
                            Thread.onSpinWait();
                        }
                        return "rows";
                    });
                } catch (CanceledException e) {
                    // It came first.
                }
                int sent = raced.cancels.get();
                assertEquals(0, running.get());
                Thread.yield();
                assertEquals(sent, raced.cancels.get());
            });
        }
    }

    @Test
    void aLongLivedContextKeepsNothing() {
        CancelContext service = root.withCancel();
        Collected.despite(service, "a statement", () -> {
            FakeStatement used = new FakeStatement();
            assertThrows(
                    SQLException.class,
                    () -> ContextJdbc.execute(service, used.statement(), ELSEWHERE, () -> {
                        throw new SQLException("failed");
                    }));
            return new WeakReference<>(used);
        });
    }

    @Test
    void aTaskThatTheCancellerStillHoldsKeepsNothing() {
        Collected.despite(held, "a statement", () -> {
            FakeStatement used = new FakeStatement();
            CancelContext context = root.withCancel();
            try {
                ContextJdbc.execute(context, used.statement(), held::add, () -> context.cancel());
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
            return new WeakReference<>(used);
        });
        assertEquals(1, held.size());
    }
}
