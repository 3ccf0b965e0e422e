package dev.curfew.internal.mutex;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.kit.Background;
import org.junit.jupiter.api.Test;

/** The thread that derives a merged context stalls between its attachments, and the parent ends meanwhile. */
class MergedAttachTest {

    @Test
    void theOtherContextReleasesIt() throws InterruptedException {
        try (ContextRuntime runtime = ContextRuntime.builder().core(Core.MUTEX).build()) {
            CancelContext parent = runtime.background().withCancel();
            CancelContext other = runtime.background().withCancel();
            Thread deriving = Background.daemon(() -> {
                Context unused = parent.withCancelOn(other);
            });
            synchronized (other) {
                deriving.start();
                Background.until("it waits for the other", () -> deriving.getState() == Thread.State.BLOCKED);
                parent.cancel();
            }
            deriving.join();
            assertTrue(Kept.isNothing(other));
        }
    }
}
