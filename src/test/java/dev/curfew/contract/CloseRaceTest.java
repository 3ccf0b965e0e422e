package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code ContextRuntime.close()} against itself, against arming, and against a deadline that passes. */
@EveryCore
@Semantic(14)
class CloseRaceTest extends Contract {

    @Test
    void concurrentClosesAllReturn() {
        for (int round = 0; round < 200; round++) {
            ContextRuntime own = newRuntime();
            List<CancelContext> armed = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                armed.add(own.background().withTimeout(HOUR));
            }
            Background.race(own::close, own::close);
            armed.forEach(CloseTest::assertEndedByClose);
        }
    }

    private void raceCloseAndArming(int rounds, int arms) {
        for (int round = 0; round < rounds; round++) {
            ContextRuntime own = newRuntime();
            Context parent = own.background().withCancel();
            List<CancelContext> armed = new ArrayList<>();
            if (round % 2 == 0) {
                armed.add(parent.withTimeout(HOUR)); // the timer's thread is there, or starts in the race
            }
            Background.race(own::close, () -> {
                try {
                    for (int i = 0; i < arms; i++) {
                        armed.add(parent.withTimeout(HOUR));
                    }
                } catch (IllegalStateException e) {
                    CloseTest.assertClosed(e);
                }
            });
            assertThrows(IllegalStateException.class, () -> parent.withTimeout(HOUR));
            armed.forEach(CloseTest::assertEndedByClose);
        }
    }

    @Test
    void armingOneDeadlineRacingCloseEitherThrowsOrIsEnded() {
        raceCloseAndArming(2_000, 1);
    }

    @Test
    void armingManyDeadlinesRacingCloseEitherThrowsOrIsEnded() {
        raceCloseAndArming(400, 300);
    }

    @Test
    void closeRacingADeadlineEndsItOnce() {
        for (int round = 0; round < 300; round++) {
            ContextRuntime own = newRuntime();
            AtomicInteger ran = new AtomicInteger();
            CancelContext context = own.background().withTimeoutNanos(200_000);
            context.onDone(ran::incrementAndGet);
            Background.spinUntil(() -> context.remainingNanos() <= 1_000);
            own.close();
            assertTrue(context.isDone());
            if (context.err() == Context.CANCELED) {
                CloseTest.assertClosed(context.cause());
            } else {
                assertExpired(context);
            }
            assertEquals(1, ran.get());
        }
    }
}
