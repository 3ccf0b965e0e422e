package dev.curfew.soak;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.Faults;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A soak of one core with one small tree after the other, loaded by {@link dev.curfew.kit.FailingLoader}. Three threads end a
 * context and what is below it at the same time. Each is stopped for a moment at one step in six, so three operations meet in
 * the middle, which {@link SoakTrial} brings about too rarely.
 */
final class SmallTreeTrial implements Callable<String> {

    private static final int THREADS = 3;
    private static final int MOST_LINKS = 12;
    private static final int STOPPED_STEPS = 6;
    private static final long MOST_STOP_NANOS = 60_000;

    private final ContextRuntime runtime;
    private final Random random;
    private final long seconds;

    SmallTreeTrial(String core, long seed, long seconds) {
        runtime =
                ContextRuntime.builder().core(ContextRuntime.Core.valueOf(core)).build();
        random = new Random(seed);
        this.seconds = seconds;
    }

    @Override
    public String call() throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000;
        String fault = "";
        for (int tree = 0; System.nanoTime() - end < 0 && fault.isEmpty(); tree++) {
            fault = new Tree().race();
            fault = fault.isEmpty() ? "" : "tree " + tree + ": " + fault;
        }
        runtime.close();
        return fault;
    }

    /** An action, and whether it was stopped. */
    private static final class Noted implements Runnable {

        private final AtomicInteger runs = new AtomicInteger();
        private volatile boolean isStopped;

        @Override
        public void run() {
            runs.incrementAndGet();
        }
    }

    /** A context, what is below it, and the ways to end that. */
    private final class Tree {

        private final CancelContext top = runtime.background().withCancel();
        private final List<Context> contexts = new ArrayList<>(List.of(top));
        private final List<Noted> actions = new ArrayList<>();
        private final List<Runnable> ends = new ArrayList<>();
        private final AtomicInteger live = new AtomicInteger();

        Tree() {
            int links = 1 + random.nextInt(MOST_LINKS);
            for (int i = 0; i < links; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> register(top);
                    case 1 -> register(child(top));
                    case 2 -> child(child(top));
                    case 3 -> merge((CancelContext) contexts.get(random.nextInt(contexts.size())));
                    default -> child(top);
                }
            }
        }

        private CancelContext child(Context parent) {
            CancelContext child = parent.withCancel();
            contexts.add(child);
            ends.add(child::cancel);
            return child;
        }

        private void merge(CancelContext other) {
            CancelContext merged = top.withCancelOn(other);
            contexts.add(merged);
            ends.add(merged::cancel);
        }

        private void register(Context context) {
            Noted action = new Noted();
            actions.add(action);
            Registration registration = context.onDone(action);
            ends.add(() -> {
                if (registration.stop()) {
                    action.isStopped = true;
                }
            });
        }

        /** After the end of the top, everything below is done. */
        private void endTop() {
            top.cancel();
            if (contexts.stream().anyMatch(context -> !context.isDone())) {
                live.incrementAndGet();
            }
        }

        String race() throws Exception {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<Void>> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                List<Runnable> some = new ArrayList<>(ends);
                Collections.shuffle(some, random);
                List<Runnable> own = new ArrayList<>(some.subList(0, random.nextInt(ends.size() + 1)));
                if (i == 0 || random.nextInt(4) == 0) {
                    own.add(random.nextInt(own.size() + 1), this::endTop);
                }
                threads.add(Background.call(() -> {
                    start.await();
                    own.forEach(Runnable::run);
                    return null;
                }));
            }
            Faults.atRandom(0, STOPPED_STEPS, MOST_STOP_NANOS);
            threads.forEach(Background::get);
            Faults.atRandom(0, 0, 0);
            return outcome();
        }

        private String outcome() {
            if (live.get() > 0) {
                return "a context is live though cancel() of its ancestor has returned";
            }
            for (Context context : contexts) {
                if (!context.isDone()) {
                    return "a context stays live below one that has ended";
                }
            }
            for (Noted action : actions) {
                if (action.runs.get() != (action.isStopped ? 0 : 1)) {
                    return "an action ran " + action.runs + " times"
                            + (action.isStopped ? ", though it was stopped" : "");
                }
            }
            return "";
        }
    }
}
