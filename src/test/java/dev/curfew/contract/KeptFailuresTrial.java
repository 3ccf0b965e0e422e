package dev.curfew.contract;

import dev.curfew.internal.Callbacks;
import dev.curfew.kit.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A trial of {@link FullHeapTest}: failures at the end of a stack are reported while no allocation of the library succeeds. */
final class KeptFailuresTrial implements Callable<String> {

    private static final long SMALL_STACK = 256 << 10;

    private final List<String> reports = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();
    private final Callbacks callbacks = new Callbacks(failure -> reports.add(String.valueOf(failure.getMessage())));

    @Override
    public String call() throws InterruptedException {
        Thread diver = new Thread(null, this::dive, "diver", SMALL_STACK);
        diver.setUncaughtExceptionHandler((thread, failure) -> thrown.add(failure));
        Faults.atRandom(1, 0, 0);
        diver.start();
        diver.join();
        Faults.atRandom(0, 0, 0);
        callbacks.run(() -> {
            throw new StackOverflowError("one more");
        });
        boolean isCounted =
                reports.stream().anyMatch(report -> report.endsWith("more callbacks failed at the end of a stack"));
        return thrown.isEmpty() && isCounted ? "" : "thrown " + thrown + ", reports " + reports;
    }

    /** A callback within a callback, until the stack ends; each of them fails then. */
    private void dive() {
        callbacks.run(() -> {
            dive();
            throw new IllegalStateException("fails");
        });
    }
}
