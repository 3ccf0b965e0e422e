package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a call finds that meets a context which another thread is ending: so many leaves that flagging them takes long. */
@EveryCore
@Semantic({2, 3})
class ConcurrentEndTest extends Contract {

    private static final int ROUNDS = 8;
    private static final int LEAVES = 100_000;

    /** A tree of three levels, made anew for each round. */
    private final class Tree {
        final CancelContext top = root.withTimeout(HOUR);
        final CancelContext middle = top.withCancel();
        final List<CancelContext> leaves = children(middle, LEAVES);

        long live() {
            return leaves.stream().filter(leaf -> !leaf.isDone()).count();
        }
    }

    /** What a second thread does and asserts as soon as the middle of the tree reads done. */
    private interface Meeting {
        void with(Tree tree);
    }

    private void whileTheMiddleEnds(Meeting meeting) {
        meet(tree -> tree.middle.cancel(), meeting);
    }

    private void whileTheTopEnds(Meeting meeting) {
        meet(tree -> tree.top.cancel(), meeting);
    }

    private void meet(Meeting end, Meeting meeting) {
        for (int round = 0; round < ROUNDS; round++) {
            Tree tree = new Tree();
            Background.race(() -> end.with(tree), () -> {
                Background.spinUntil(tree.middle::isDone);
                meeting.with(tree);
            });
        }
    }

    @Test
    void theParentsEndLeavesNothingLive() {
        whileTheMiddleEnds(tree -> {
            assertTrue(tree.top.cancel());
            assertEquals(0, tree.live(), "live leaves");
        });
    }

    @Test
    void theParentsActionFindsNothingLive() {
        AtomicLong live = new AtomicLong();
        whileTheMiddleEnds(tree -> {
            tree.top.onDone(() -> live.addAndGet(tree.live()));
            tree.top.cancel();
        });
        assertEquals(0, live.get(), "live leaves that actions saw");
    }

    @Test
    void aSecondCancelLeavesNothingLive() {
        whileTheMiddleEnds(tree -> {
            assertFalse(tree.middle.cancel());
            assertEquals(0, tree.live(), "live leaves");
        });
    }

    @Test
    void aCancelAfterTheParentsLeavesNothingLive() {
        whileTheTopEnds(tree -> {
            assertFalse(tree.middle.cancel());
            assertEquals(0, tree.live(), "live leaves");
        });
    }

    @Test
    void aLateActionFindsNothingLive() {
        AtomicLong live = new AtomicLong();
        whileTheMiddleEnds(tree -> tree.middle.onDone(() -> live.addAndGet(tree.live())));
        assertEquals(0, live.get(), "live leaves that actions saw");
    }

    @Test
    @Semantic({2, 9})
    void aDeadlineThatHasPassedIsSeenByEveryLeaf() {
        long due = in(2 * HOUR_NANOS);
        whileTheTopEnds(tree -> {
            for (Context leaf : tree.leaves) {
                assertTrue(leaf.expireIfDue(due));
            }
        });
    }

    @Test
    @Semantic({2, 9})
    void expireIfDueLeavesNothingLive() {
        long due = in(2 * HOUR_NANOS);
        whileTheMiddleEnds(tree -> {
            assertTrue(tree.top.expireIfDue(due));
            assertEquals(0, tree.live(), "live leaves");
        });
    }

    @Test
    @Semantic({2, 9})
    void expireIfDueOfAnEndedContextLeavesNothingLive() {
        long now = in(0);
        whileTheMiddleEnds(tree -> {
            assertTrue(tree.middle.expireIfDue(now));
            assertEquals(0, tree.live(), "live leaves");
        });
    }
}
