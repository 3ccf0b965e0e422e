package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.DeadlineExceededException;
import dev.curfew.Key;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.GoTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** The runnable examples of Go's package, in Java. */
@EveryCore
class ExampleTest extends Contract {

    @Test
    @GoTest("ExampleWithCancel")
    void aGeneratorStopsWhenItsConsumerHasEnough() {
        SynchronousQueue<Integer> numbers = new SynchronousQueue<>();
        Future<?> generator;
        List<Integer> received = new ArrayList<>();
        try (CancelContext context = root.withCancel()) {
            generator = Background.start(() -> {
                Thread self = Thread.currentThread();
                try (Registration registration = context.onDone(self::interrupt)) {
                    for (int n = 1; !context.isDone(); n++) {
                        numbers.put(n);
                    }
                    registration.stop();
                } catch (InterruptedException e) {
                    assertTrue(context.isDone());
                }
            });
            while (received.size() < 5) {
                received.add(Background.get(Background.call((Callable<Integer>) numbers::take)));
            }
        }
        Background.get(generator);
        assertEquals(List.of(1, 2, 3, 4, 5), received);
    }

    @Test
    @GoTest("ExampleWithDeadline")
    void aDeadlineEndsASlowWait() throws InterruptedException {
        try (CancelContext context = root.withDeadline(Instant.now().plusMillis(1))) {
            context.await();
            assertThrows(DeadlineExceededException.class, context::throwIfDone);
        }
    }

    @Test
    @GoTest("ExampleWithTimeout")
    void aTimeoutEndsASlowWait() throws InterruptedException {
        try (CancelContext context = root.withTimeout(Duration.ofMillis(1))) {
            assertTrue(context.await(HOUR));
            assertThrows(DeadlineExceededException.class, context::throwIfDone);
        }
    }

    @Test
    @GoTest("ExampleWithValue")
    void aValueIsFoundAndAnotherIsNot() {
        Key<String> language = Key.of("language");
        Context context = root.withValue(language, "Java");
        assertEquals("Java", context.value(language));
        assertNull(context.value(Key.of("color")));
    }

    @Test
    @GoTest("ExampleAfterFunc_cond")
    void aWaitOnAConditionEndsWithTheContext() {
        Lock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        for (int i = 0; i < 4; i++) {
            CancelContext context = root.withTimeoutNanos(MILLI);
            Future<Boolean> met = Background.call(() -> {
                lock.lock();
                try (Registration registration = context.onDone(
                        () -> {
                            lock.lock();
                            try {
                                condition.signalAll();
                            } finally {
                                lock.unlock();
                            }
                        },
                        task -> Background.start(task::run))) {
                    while (!context.isDone()) {
                        condition.await();
                    }
                    return registration.stop();
                } finally {
                    lock.unlock();
                }
            });
            assertFalse(Background.get(met));
        }
    }

    @Test
    @GoTest("ExampleAfterFunc_connection")
    void aReadEndsWithTheContext() throws Exception {
        Pipe pipe = Pipe.open();
        CancelContext context = root.withTimeoutNanos(MILLI);
        Future<?> read = Background.start(() -> {
            try (Registration registration = context.onDone(() -> close(pipe.source()))) {
                ByteBuffer buffer = ByteBuffer.allocate(1);
                assertThrows(ClosedChannelException.class, () -> pipe.source().read(buffer));
                assertFalse(registration.stop());
            }
        });
        Background.get(read);
        assertExpired(context);
        pipe.sink().close();
    }

    private static void close(Pipe.SourceChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends with either; keeps the values of the first. Go: WithCancelCause and AfterFunc. */
    private static CancelContext merge(Context first, Context second) {
        CancelContext merged = first.withCancel();
        Registration registration = second.onDone(() -> merged.cancel(second.cause()));
        merged.onDone(registration::stop);
        return merged;
    }

    @Test
    @GoTest("ExampleAfterFunc_merge")
    void aMergedContextEndsWithEither() {
        CancelContext first = root.withValue(USER, "ada").withCancel();
        CancelContext second = root.withCancel();
        Reason reason = new Reason("second");
        CancelContext merged = merge(first, second);
        assertEquals("ada", merged.value(USER));
        second.cancel(reason);
        assertEnded(merged, Context.CANCELED, reason);
        assertLive(first);
        CancelContext other = merge(first, root.withCancel());
        Reason firsts = new Reason("first");
        first.cancel(firsts);
        assertEnded(other, Context.CANCELED, firsts);
        CancelContext third = root.withCancel();
        CancelContext alone = merge(root, third);
        alone.cancel();
        third.cancel();
        assertCanceled(alone);
    }
}
