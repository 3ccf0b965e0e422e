package dev.curfew.concurrent.broken;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** The end of a fail-fast group in short: its cause, the failure that decides, and other failures. */
final class EndModel {

    private final Flaw flaw;
    private final AtomicReference<String> cause = new AtomicReference<>("");
    private final ConcurrentLinkedQueue<String> others = new ConcurrentLinkedQueue<>();
    private volatile String decisive = "";

    EndModel(Flaw flaw) {
        this.flaw = flaw;
    }

    void fail(String failure) {
        if (end(failure)) {
            decisive = failure;
        } else {
            others.add(failure);
        }
    }

    boolean end(String because) {
        if (Flaw.END_WITHOUT_CAS.in(flaw)) {
            if (!cause.get().isEmpty()) {
                return false;
            }
            cause.set(because);
            return true;
        }
        return cause.compareAndSet("", because);
    }

    /** What a join throws, and the cause of the end. */
    @Override
    public String toString() {
        if (decisive.isEmpty()) {
            return "the end by " + cause;
        }
        return decisive + (others.isEmpty() ? "" : " and " + others.peek()) + " by " + cause;
    }
}
