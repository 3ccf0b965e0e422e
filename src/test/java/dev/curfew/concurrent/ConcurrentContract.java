package dev.curfew.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.kit.Background;
import dev.curfew.kit.Failures;
import dev.curfew.kit.NamesSubject;
import dev.curfew.kit.Subject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;

/** A runtime of the core under test, and executors. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(NamesSubject.class)
abstract class ConcurrentContract implements NamesSubject.HasSubject {

    @Parameter
    protected Subject subject;

    final Failures failures = new Failures();
    final ExecutorService pool = Executors.newCachedThreadPool(Background::daemon);
    ContextRuntime runtime;
    Context root;

    /** An executor that keeps what it gets until it is told to run it. */
    static final class Held implements Executor {
        final Deque<Runnable> queue = new ArrayDeque<>();

        @Override
        public void execute(Runnable command) {
            queue.add(command);
        }

        void runAll() {
            while (!queue.isEmpty()) {
                queue.remove().run();
            }
        }
    }

    @Override
    public final Subject subject() {
        return subject;
    }

    @BeforeEach
    final void makeRuntime() {
        runtime = ContextRuntime.builder()
                .core(subject.core())
                .errorHandler(failures)
                .build();
        root = runtime.background();
    }

    @AfterEach
    final void closeRuntime() {
        pool.shutdownNow();
        runtime.close();
        failures.assertNothingElse();
        assertEquals(false, Thread.interrupted(), "a stray interrupt");
    }
}
