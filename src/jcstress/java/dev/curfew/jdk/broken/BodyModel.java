package dev.curfew.jdk.broken;

import java.util.concurrent.atomic.AtomicInteger;

/** A body in short: the number of signals under way, and the flags CUT and OVER. */
final class BodyModel {

    private static final int CUT = 1 << 29;
    private static final int OVER = 1 << 30;

    final AtomicInteger over = new AtomicInteger();
    volatile boolean isCancelled;

    private final Flaw flaw;
    private final AtomicInteger state;
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean isSubscribed;
    private volatile String got = "";

    BodyModel(Flaw flaw, boolean subscribed) {
        this.flaw = flaw;
        state = new AtomicInteger(subscribed ? 0 : 1);
        isSubscribed = subscribed;
    }

    void next() {
        if (state.getAndUpdate(now -> now >= CUT ? now : now + 1) < CUT) {
            signal("data");
            leave();
        }
    }

    void subscribe() {
        if (Flaw.LOOK_BEFORE_SUBSCRIBED.in(flaw)) {
            cancelIfCut();
            isSubscribed = true;
        } else {
            isSubscribed = true;
            cancelIfCut();
        }
        leave();
    }

    private void cancelIfCut() {
        if (state.get() >= CUT) {
            isCancelled = true;
        }
    }

    void fail() {
        int before = state.getAndUpdate(now -> now >= CUT ? now : now | CUT);
        if (before >= CUT) {
            return;
        }
        if (isSubscribed) {
            isCancelled = true;
        }
        if (before == 0) {
            deliverFailure();
        } else if (Flaw.DELIVER_AT_ONCE.in(flaw)) {
            signal("failed");
        }
    }

    void complete() {
        if (end()) {
            signal("complete");
        }
    }

    /** Ends the body before a cut does. */
    boolean end() {
        int before;
        if (Flaw.OVER_WITHOUT_CAS.in(flaw)) {
            before = state.get();
            state.set(before | OVER);
        } else {
            before = state.getAndUpdate(now -> now >= CUT ? now : now | OVER);
        }
        if (before < CUT) {
            over.incrementAndGet();
        }
        return before < CUT;
    }

    private void leave() {
        if (state.decrementAndGet() == CUT) {
            deliverFailure();
        }
    }

    private void deliverFailure() {
        if (state.compareAndSet(CUT, CUT | OVER)) {
            over.incrementAndGet();
            signal("failed");
        }
    }

    private void signal(String what) {
        if (inside.incrementAndGet() != 1) {
            got += " two at a time";
        }
        got += (got.isEmpty() ? "" : " ") + what;
        inside.decrementAndGet();
    }

    @Override
    public String toString() {
        return got;
    }
}
