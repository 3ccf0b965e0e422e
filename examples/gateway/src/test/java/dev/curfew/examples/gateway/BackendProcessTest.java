package dev.curfew.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What keeps the backends' process running. */
class BackendProcessTest {

    private final AtomicInteger launches = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    /** The system may be short of processes or memory for a moment. */
    @Test
    void isRevivedAfterAFailedFork() throws Exception {
        IOException noFork = new IOException("meant to be reported");
        CountDownLatch revived = new CountDownLatch(1);
        BackendProcess.Launcher launcher = port -> {
            if (launches.incrementAndGet() == 2) {
                throw noFork;
            }
            return BackendProcess.launch(port, 1);
        };
        try (BackendProcess backends = new BackendProcess(launcher, failures::add)) {
            backends.onRevived(revived::countDown);
            ProcessHandle.of(backends.pid()).orElseThrow().destroyForcibly();
            assertTrue(revived.await(Await.PATIENCE_SECONDS, TimeUnit.SECONDS), "another one listens");
            assertEquals(List.of(noFork), failures);
        }
    }

    @Test
    void theFirstHasToStart() {
        IOException noFork = new IOException("meant to be thrown");
        BackendProcess.Launcher launcher = port -> {
            throw noFork;
        };
        assertEquals(noFork, assertThrows(IOException.class, () -> new BackendProcess(launcher, failures::add)));
    }
}
