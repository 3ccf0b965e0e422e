package dev.curfew.soak;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Lease;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.Faults;
import dev.curfew.kit.Graph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A soak of one core, loaded by {@link dev.curfew.kit.FailingLoader}. Workers derive, merge, register, schedule, renew, end and
 * wait below shared sessions; contexts end each other in actions; callbacks throw; allocations fail; threads are stopped in the middle of steps;
 * the clock steps; thread factories fail; runtimes are closed. Each request notes what has to happen in the end, and after each
 * period everything is allowed to come to rest and is counted.
 */
final class SoakTrial implements Callable<String> {

    private static final int WORKERS = 3;
    private static final long PERIOD_NANOS = 1_000_000_000;
    private static final long MILLI = 1_000_000;
    /** What a session may retain when all its requests have ended, and how much more for each that may have lived at once. */
    private static final long MOST_RETAINED = 16 << 10;

    private static final long MOST_PER_REQUEST = 8;

    private final ContextRuntime.Core core;
    private final SplittableRandom seeds;
    private final long seconds;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private volatile long clockOffset;
    private volatile boolean resting;

    /** One action, and what became of it. */
    private static final class Noted {
        private final AtomicInteger runs = new AtomicInteger();
        private boolean stopped;

        /** Of a scheduled action: the context whose end drops it. */
        private Context unlessDone;

        private boolean isOver() {
            return stopped || runs.get() > 0;
        }
    }

    /** One request: its contexts, and the actions that were registered for certain. */
    private static final class Request {
        private final List<Context> contexts = new ArrayList<>();
        private final List<Noted> actions = new ArrayList<>();
    }

    SoakTrial(String core, long seed, long seconds) {
        this.core = ContextRuntime.Core.valueOf(core);
        this.seeds = new SplittableRandom(seed);
        this.seconds = seconds;
    }

    @Override
    public String call() {
        long end = System.nanoTime() + seconds * 1_000_000_000;
        while (System.nanoTime() - end < 0 && faults.isEmpty()) {
            period(Math.min(PERIOD_NANOS, end - System.nanoTime()));
        }
        return faults.isEmpty() ? "" : faults.peek();
    }

    private void period(long nanos) {
        ContextRuntime runtime = newRuntime();
        List<CancelContext> sessions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sessions.add(runtime.background().withCancel());
        }
        resting = false;
        Faults.atRandom(2_000, 5_000, MILLI);
        long end = System.nanoTime() + nanos;
        List<Future<List<Request>>> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            SplittableRandom random = seeds.split();
            workers.add(Background.call(() -> work(sessions, random, end)));
        }
        SplittableRandom random = seeds.split();
        while (System.nanoTime() - end < 0) {
            stepClock(random);
            LockSupport.parkNanos(5 * MILLI);
        }
        List<Request> requests = new ArrayList<>();
        workers.forEach(worker -> requests.addAll(Background.get(worker)));
        Faults.atRandom(0, 0, 0);
        resting = true;
        clockOffset = 0;
        settle(runtime, sessions, requests, random.nextBoolean());
    }

    private ContextRuntime newRuntime() {
        AtomicInteger told = new AtomicInteger();
        ContextRuntime.Builder builder = ContextRuntime.builder().core(core).errorHandler(failure -> {
            if (!resting && told.incrementAndGet() % 1_000 == 0) {
                throw new IllegalStateException("the handler fails, as is meant");
            }
        });
        if (core == ContextRuntime.Core.LOCK_FREE) {
            AtomicInteger asked = new AtomicInteger();
            builder.clock(() -> System.nanoTime() + clockOffset)
                    .threadFactory(work -> switch (asked.incrementAndGet() % 4) {
                        case 1 -> throw new IllegalStateException("the factory fails");
                        case 2 -> Background.daemon(() -> {});
                        default -> Background.daemon(work);
                    });
        }
        return builder.build();
    }

    private void stepClock(SplittableRandom random) {
        switch (random.nextInt(10)) {
            case 0 -> clockOffset = random.nextLong(-50 * MILLI, 50 * MILLI);
            case 1 -> {
                clockOffset = random.nextLong(-2_000 * MILLI, 2_000 * MILLI);
                LockSupport.parkNanos(MILLI);
                clockOffset = 0;
            }
            default -> {
                // It goes on as it is.
            }
        }
    }

    // ---- working

    private List<Request> work(List<CancelContext> sessions, SplittableRandom random, long end) {
        List<Request> requests = new ArrayList<>();
        List<CancelContext> recent = new ArrayList<>();
        while (System.nanoTime() - end < 0) {
            Request request = new Request();
            requests.add(request);
            try {
                serve(request, sessions.get(random.nextInt(sessions.size())), sessions, recent, random);
            } catch (OutOfMemoryError meant) {
                // Whatever was noted before has to happen all the same.
            }
        }
        return requests;
    }

    private void serve(
            Request request,
            CancelContext session,
            List<CancelContext> sessions,
            List<CancelContext> recent,
            SplittableRandom random) {
        CancelContext top = top(session, sessions, recent, random);
        request.contexts.add(top);
        remember(top, recent, random);
        schedule(request, random.nextBoolean() ? session : top, random);
        Context at = top;
        for (int i = random.nextInt(4); i > 0; i--) {
            CancelContext child = random.nextInt(4) > 0
                    ? at.withCancel()
                    : at.withCancelOn(recent.get(random.nextInt(recent.size())));
            request.contexts.add(child);
            register(request, child, recent, random);
            at = random.nextInt(3) > 0 ? child : top;
        }
        register(request, top, recent, random);
        if (random.nextInt(50) == 0) {
            awaitBriefly(at, random);
        }
        if (top instanceof Lease lease && random.nextBoolean()) {
            renew(lease, random);
        }
        if (random.nextInt(4) > 0) {
            end(top, recent.get(random.nextInt(recent.size())), random);
            checkDone(request, "after an end");
        }
    }

    private static CancelContext top(
            CancelContext session, List<CancelContext> sessions, List<CancelContext> recent, SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> session.withCancel();
            case 2 -> session.withLeaseNanos(random.nextLong(-MILLI, 20 * MILLI));
            case 3 -> session.withCancelOn(sessions.get(0), sessions.get(1), sessions.get(2));
            case 4 ->
                session.withCancelOn(recent.isEmpty() ? sessions.get(0) : recent.get(random.nextInt(recent.size())));
            default -> session.withTimeoutNanos(random.nextLong(-MILLI, 20 * MILLI));
        };
    }

    /** To an earlier moment, a later one, and none before that. */
    private void renew(Lease lease, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            lease.renewUntilNanos(Context.NO_DEADLINE);
        }
        if (!lease.renewNanos(random.nextLong(20 * MILLI)) && !lease.isDone()) {
            faults.add("a lease that is live was not renewed");
        }
    }

    private static void end(CancelContext top, Context other, SplittableRandom random) {
        switch (random.nextInt(3)) {
            case 0 -> top.cancel();
            case 1 -> top.cancel(new IllegalStateException("a cause"));
            default -> {
                if (other.isDone()) {
                    top.endWith(other);
                } else {
                    top.close();
                }
            }
        }
    }

    private void schedule(Request request, Context context, SplittableRandom random) {
        Noted noted = new Noted();
        noted.unlessDone = context;
        Registration registration =
                context.scheduleAfterNanos(random.nextLong(-MILLI, 2 * MILLI), noted.runs::incrementAndGet);
        request.actions.add(noted);
        if (random.nextInt(3) == 0) {
            noted.stopped = registration.stop();
        }
    }

    private static void remember(CancelContext context, List<CancelContext> recent, SplittableRandom random) {
        if (recent.size() < 16) {
            recent.add(context);
        } else {
            recent.set(random.nextInt(16), context);
        }
    }

    private void register(Request request, Context context, List<CancelContext> recent, SplittableRandom random) {
        Noted noted = new Noted();
        CancelContext other = random.nextInt(8) == 0 ? recent.get(random.nextInt(recent.size())) : null;
        int mishap = random.nextInt(20);
        Registration registration = context.onDone(() -> {
            noted.runs.incrementAndGet();
            if (!context.isDone()) {
                faults.add("an action runs below a live context");
            }
            if (other != null) {
                other.cancel();
            }
            if (mishap == 0) {
                throw new IllegalStateException("an action fails");
            }
            if (mishap == 1) {
                throw new StackOverflowError("an action fails");
            }
        });
        request.actions.add(noted);
        if (random.nextInt(5) == 0) {
            noted.stopped = registration.stop();
        }
    }

    private static void awaitBriefly(Context context, SplittableRandom random) {
        try {
            context.awaitNanos(random.nextLong(MILLI));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void checkDone(Request request, String when) {
        for (Context context : request.contexts) {
            if (!context.isDone()) {
                faults.add("a live context " + when);
            }
        }
    }

    // ---- counting

    private void settle(
            ContextRuntime runtime, List<CancelContext> sessions, List<Request> requests, boolean byDeadlines) {
        if (byDeadlines) {
            wakeUp(runtime);
            requests.forEach(SoakTrial::endWhatHasNoDeadline);
            requests.forEach(request -> Background.until("ended by deadlines", () -> isOver(request)));
            requests.forEach(SoakTrial::awaitScheduled);
            for (CancelContext session : sessions) {
                long bytes = Graph.bytes(session, runtime);
                if (bytes > MOST_RETAINED + MOST_PER_REQUEST * requests.size()) {
                    faults.add("a session retains " + bytes + " bytes after " + requests.size() + " requests");
                }
            }
        }
        sessions.forEach(CancelContext::cancel);
        if (!runtime.close(Duration.ofSeconds(30))) {
            faults.add("the runtime does not close");
        }
        for (Request request : requests) {
            checkDone(request, "after its session");
            request.actions.forEach(this::check);
        }
    }

    private static void awaitScheduled(Request request) {
        for (Noted action : request.actions) {
            if (action.unlessDone != null) {
                Background.until("what was scheduled", () -> action.isOver() || action.unlessDone.isDone());
            }
        }
    }

    private void check(Noted action) {
        int most = action.stopped ? 0 : 1;
        int least = action.unlessDone != null ? 0 : most;
        Background.until("actions have run", () -> action.runs.get() >= least);
        if (action.runs.get() > most) {
            faults.add("an action ran " + action.runs + " times, stopped: " + action.stopped);
        }
    }

    private static void endWhatHasNoDeadline(Request request) {
        boolean isOpen = !request.contexts.isEmpty() && !request.contexts.get(0).hasDeadline();
        if (isOpen && request.contexts.get(0) instanceof CancelContext top && !isTimed(top)) {
            top.cancel();
        }
    }

    private static boolean isTimed(Context context) {
        return context instanceof Lease lease && lease.expiresNanos() != Context.NO_DEADLINE;
    }

    private static boolean isOver(Request request) {
        return request.contexts.isEmpty() || request.contexts.get(0).isDone();
    }

    /** Asks a failing factory until it has made a thread. */
    private static void wakeUp(ContextRuntime runtime) {
        for (int i = 0; i < 4; i++) {
            Context armed = runtime.background().withTimeoutNanos(MILLI);
            for (int looks = 0; looks < 50 && !armed.isDone(); looks++) {
                LockSupport.parkNanos(MILLI);
            }
        }
    }
}
