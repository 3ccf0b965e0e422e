package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stack that is used up in the middle of an end: the next end from above reaches what was left live. */
@EveryCore
@Semantic(2)
class StackOverflowTest extends Contract {

    private static final int ROUNDS = 150;
    private static final long SMALL_STACK = 256 << 10;

    @Test
    void aRecursionWithAContextForEachLevel() throws InterruptedException {
        int roundsWithLive = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<CancelContext> made = new ArrayList<>(100_000);
            int frames = round % 30;
            Thread thread = new Thread(null, () -> overflow(made, frames), "overflow", SMALL_STACK);
            thread.start();
            thread.join();
            roundsWithLive += made.stream().allMatch(Context::isDone) ? 0 : 1;
        }
        assertEquals(0, roundsWithLive, "rounds with live contexts, of " + ROUNDS);
    }

    private void overflow(List<CancelContext> made, int frames) {
        if (frames > 0) {
            overflow(made, frames - 1);
            return;
        }
        try (CancelContext top = root.withCancel()) {
            made.add(top);
            descend(top, made);
        } catch (StackOverflowError expected) {
            // By some of the calls that close.
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void descend(Context parent, List<CancelContext> made) {
        try (CancelContext context = parent.withCancel()) {
            made.add(context);
            descend(context, made);
        }
    }
}
