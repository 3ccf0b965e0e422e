package dev.curfew.examples;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Lease;
import dev.curfew.Registration;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A test that sets the clock by hand: an hour passes in no time, and nothing happens a nanosecond early. */
public final class FakeClock {

    /**
     * What is tested: a login that ends after 30 minutes without a request, and warns 5 minutes before. One thread drives
     * this runtime and makes the requests. With the shared runtime, another thread warns, and the fields need a lock.
     */
    private static final class Login {

        private final Lease lease;
        private Registration warning;
        private int warnings;

        Login(Context server) {
            lease = server.withLease(Duration.ofMinutes(30));
            warning = warnLater();
        }

        private Registration warnLater() {
            return lease.scheduleAfter(Duration.ofMinutes(25), () -> warnings++);
        }

        void onRequest() {
            if (lease.renew()) {
                warning.stop();
                warning = warnLater();
            }
        }
    }

    private final AtomicLong now = new AtomicLong();
    private final ContextRuntime runtime = ContextRuntime.builder()
            .clock(now::get)
            .tick(Duration.ofNanos(1))
            .callerDriven()
            .build();
    private final Login login = new Login(runtime.background());

    private FakeClock() {}

    private void pass(Duration time, int warnings, boolean isOver) throws Exception {
        now.addAndGet(time.toNanos());
        while (runtime.agent().doWork() > 0) {
            // A portion of what is due; more may be.
        }
        System.out.println(Duration.ofNanos(now.get()) + ": warned " + login.warnings + " times, " + login.lease.err());
        if (login.warnings != warnings || login.lease.isDone() != isOver) {
            throw new AssertionError(warnings + " warnings, over: " + isOver);
        }
    }

    /** A request after 20 minutes moves the warning and the end. */
    public static void main(String[] args) throws Exception {
        FakeClock test = new FakeClock();
        Duration instant = Duration.ofNanos(1);
        test.pass(Duration.ofMinutes(20), 0, false);
        test.login.onRequest();
        test.pass(Duration.ofMinutes(25).minus(instant), 0, false);
        test.pass(instant, 1, false);
        test.pass(Duration.ofMinutes(5).minus(instant), 1, false);
        test.pass(instant, 1, true);
        test.runtime.close();
    }
}
