package dev.curfew.lockfree;

import dev.curfew.CancelContext;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/** A look into the stripes of a context with a table. */
final class Stripes {

    private static final int MOST_STEPS = 20;
    private static final int FEW = 5;

    /** Where the last one was stopped that collided: it saves trials. */
    private static int collidingStep = 1;

    private Stripes() {}

    static List<SlotHolder> of(CancelNode context) {
        try {
            Field stripes = SlotTable.class.getDeclaredField("stripes");
            stripes.setAccessible(true);
            return List.of((SlotHolder[]) stripes.get(context.stateAcquire()));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** How many links are in each. */
    static List<Integer> filled(CancelNode context) {
        List<Integer> counts = new ArrayList<>();
        for (SlotHolder stripe : of(context)) {
            int[] count = {0};
            stripe.each(link -> count[0]++);
            counts.add(count[0]);
        }
        return counts;
    }

    /**
     * Makes a second stripe, unless there may be one only, and has a thread that lost its slot to this one attach some children
     * there. On the rewritten core only: the thread is stopped before its CAS.
     */
    static void collide(CancelNode context) {
        for (int step = collidingStep;
                SlotTable.MOST_STRIPES > 1 && of(context).size() == 1 && step < MOST_STEPS;
                step++) {
            Steps attaching = new Steps(() -> attach(context), step);
            Thread loser = new Thread(attaching, "loser");
            loser.start();
            attaching.isStopped();
            CancelContext rival = context.withCancel();
            collidingStep = step;
            attaching.release();
            try {
                loser.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            rival.cancel();
        }
    }

    /** Some, if the first has met a rival. */
    private static void attach(CancelNode context) {
        CancelContext first = context.withCancel();
        if (of(context).size() == 1) {
            first.cancel();
            return;
        }
        for (int i = 0; i < FEW; i++) {
            context.withCancel();
        }
    }

    /** Makes all stripes there may be. */
    static void addAll(CancelNode context) {
        SlotTable table = (SlotTable) context.stateAcquire();
        for (int i = 1; i < SlotTable.MOST_STRIPES; i++) {
            table.addStripe();
        }
    }
}
