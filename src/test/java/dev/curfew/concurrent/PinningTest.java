package dev.curfew.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.CancelContext;
import dev.curfew.ContextException;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import dev.curfew.kit.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Virtual threads that block under an interruption leave their carrier to others. */
@EveryCore
@EnabledForJreRange(min = JRE.JAVA_21)
@Semantic(28)
class PinningTest extends Contract {

    private static final int THREADS = 200;
    private static final String PINNED = "jdk.VirtualThreadPinned";

    @Test
    void blockingPinsNoCarrier() throws Exception {
        pinnedWhileBlocking(); // A thread is pinned while another one initializes a class, also one of the recorder.
        assertEquals(List.of(), pinnedWhileBlocking());
    }

    private List<String> pinnedWhileBlocking() throws Exception {
        Path file = Files.createTempFile("pinned", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(PINNED).withThreshold(Duration.ZERO).withStackTrace();
            recording.start();
            assertEquals(THREADS, blockAndEnd());
            recording.stop();
            recording.dump(file);
            List<String> pinned = new ArrayList<>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getEventType().getName().equals(PINNED) && isOfTheLibrary(event)) {
                    pinned.add(event.toString());
                }
            }
            return pinned;
        } finally {
            Files.delete(file);
        }
    }

    private static boolean isOfTheLibrary(RecordedEvent event) {
        return event.getStackTrace() == null
                || event.getStackTrace().getFrames().stream()
                        .anyMatch(frame -> frame.getMethod().getType().getName().startsWith("dev.curfew."));
    }

    /** How many of the threads, each of which blocks in two nested calls, the end has stopped. */
    private int blockAndEnd() {
        CancelContext context = root.withCancel();
        CountDownLatch blocking = new CountDownLatch(THREADS);
        AtomicInteger stopped = new AtomicInteger();
        CompletableFuture<String> never = new CompletableFuture<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Threads.VIRTUAL.start(() -> {
                try {
                    Blocking.run(context, () -> {
                        blocking.countDown();
                        ContextFutures.get(context, never);
                    });
                } catch (ContextException e) {
                    stopped.incrementAndGet();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        }
        Background.await(blocking);
        threads.forEach(Background::untilParked);
        context.cancel();
        threads.forEach(thread -> Background.until("a thread is over", () -> !thread.isAlive()));
        return stopped.get();
    }
}
