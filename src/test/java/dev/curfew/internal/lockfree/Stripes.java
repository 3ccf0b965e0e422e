package dev.curfew.internal.lockfree;

import dev.curfew.CancelContext;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/** Reads the stripes of a context with a table, and makes them. */
final class Stripes {

    private static final int MAX_STEPS = 20;
    private static final int FEW = 5;

    /** The step before which the last thread that collided was stopped. It saves trials. */
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

    /** The number of links in each stripe. */
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
     * Makes a second stripe, unless the machine allows only one: a thread that loses its slot to this thread attaches
     * some children there. On the rewritten core only, because the thread is stopped before its CAS.
     */
    static void collide(CancelNode context) {
        for (int step = collidingStep;
                SlotTable.MAX_STRIPES > 1 && of(context).size() == 1 && step < MAX_STEPS;
                step++) {
            Steps attaching = new Steps(() -> attach(context), step);
            Thread loser = new Thread(attaching, "loser");
            loser.start();
            attaching.isStopped();
            CancelContext winner = context.withCancel();
            collidingStep = step;
            attaching.release();
            try {
                loser.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            winner.cancel();
        }
    }

    /** Attaches some children, if the first one met a collision. */
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

    /** Makes all stripes that the machine allows. */
    static void addAll(CancelNode context) {
        SlotTable table = (SlotTable) context.stateAcquire();
        for (int i = 1; i < SlotTable.MAX_STRIPES; i++) {
            table.addStripe();
        }
    }
}
