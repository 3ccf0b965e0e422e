package dev.curfew.examples.gateway;

import dev.curfew.Context;
import dev.curfew.Registration;
import dev.curfew.wheel.Timeout;
import dev.curfew.wheel.TimingWheel;
import org.jspecify.annotations.Nullable;

/** Answers after a simulated latency, unless the context ends first: then the rest of the work is saved. */
final class SimulatedBackend implements Backend {

    private final String name;
    private final TimingWheel wheel;
    private final SkewedLatency latency;
    private final SeededRandoms randoms;
    private final WorkCounter counter;

    SimulatedBackend(String name, TimingWheel wheel, SkewedLatency latency, long seed, WorkCounter counter) {
        this.name = name;
        this.wheel = wheel;
        this.latency = latency;
        this.counter = counter;
        randoms = new SeededRandoms(seed);
    }

    @Override
    public void call(Context context, String query, Reply reply) {
        long nanos = latency.nanos(randoms.next());
        counter.asked(nanos);
        long doneAt = System.nanoTime() + nanos;
        new Job(query, reply).start(context, doneAt);
    }

    /**
     * The work of one call. The timeout decides who ends it: it runs, or somebody's {@code cancel} on it returns true.
     *
     * <p>The work may be over before {@code start} has stored the registration: it stores it, then asks whether the timeout
     * has expired; the wheel marks it expired, then reads the registration. One of the two sees the other's.
     */
    final class Job implements Runnable {

        private final String query;
        private final Reply reply;
        private @Nullable Timeout timeout;
        private volatile @Nullable Registration registration;

        Job(String query, Reply reply) {
            this.query = query;
            this.reply = reply;
        }

        void start(Context context, long doneAt) {
            Timeout armed = wheel.schedule(doneAt, this);
            timeout = armed;
            Registration watching = context.onDone(this::cut);
            registration = watching;
            if (armed.isExpired()) {
                watching.stop();
            }
        }

        /** On the wheel's thread. */
        @Override
        public void run() {
            Registration watching = registration;
            if (watching != null) {
                watching.stop();
            }
            reply.answered(name + " of " + query);
        }

        /** On the thread that ends the context. */
        private void cut() {
            Timeout armed = timeout;
            if (armed != null && armed.cancel()) {
                counter.cut(Math.max(0, armed.deadlineNanos() - System.nanoTime()));
            }
        }
    }
}
