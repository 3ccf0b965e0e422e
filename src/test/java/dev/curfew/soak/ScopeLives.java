package dev.curfew.soak;

import dev.curfew.kit.Background;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * The model of a soak of scopes: how the last lives of a pool ended, as its owner saw it, and which of them the other
 * thread claims to have cancelled. Each life that the owner saw cancelled has one claim, and no life that ended otherwise
 * has one. So a cancel with a stale handle that ended the next life of the slot is found at both lives.
 *
 * <p>A life has a number, and its place here is used again after {@value #SIZE} others. By then its claim has come,
 * or the owner waits for it.
 */
final class ScopeLives {

    /** What the owner saw last. */
    enum Outcome {
        OPEN,
        /** Another thread cancelled it. */
        CANCELLED,
        /** The owner cancelled it, or its deadline, or the end of the pool. */
        NOT_CANCELLED,
        /** It was live when the owner looked for the last time. Another thread may have cancelled it before its release. */
        RELEASED,
        /** The same, and its deadline or the end of the pool may have been first. */
        UNKNOWN
    }

    /** A cancel that returned true. */
    private record Claim(long number, long scope) {}

    static final int SIZE = 1 << 15;

    private final Consumer<String> faults;
    private final Queue<Claim> claims = new ConcurrentLinkedQueue<>();
    private final long[] scopes = new long[SIZE];
    private final Outcome[] outcomes = new Outcome[SIZE];
    private final boolean[] claimed = new boolean[SIZE];
    private final ScopeAction[] actions = new ScopeAction[SIZE];
    private long next;

    ScopeLives(Consumer<String> faults) {
        this.faults = faults;
    }

    // ---- the other thread

    void claim(long number, long scope) {
        claims.add(new Claim(number, scope));
    }

    // ---- the owner

    /** Returns the number of a scope that was opened. */
    long begin(long scope) {
        while (outcomes[indexOf(next)] == Outcome.OPEN) {
            next++; // A life of long ago goes on.
        }
        int i = indexOf(next);
        if (outcomes[i] != null) {
            check(i);
        }
        scopes[i] = scope;
        outcomes[i] = Outcome.OPEN;
        claimed[i] = false;
        actions[i] = null;
        return next++;
    }

    private static int indexOf(long number) {
        return (int) number & SIZE - 1;
    }

    void setAction(long number, ScopeAction action) {
        actions[indexOf(number)] = action;
    }

    ScopeAction action(long number) {
        return actions[indexOf(number)];
    }

    void end(long number, Outcome outcome) {
        outcomes[indexOf(number)] = outcome;
    }

    void takeClaims() {
        for (Claim claim = claims.poll(); claim != null; claim = claims.poll()) {
            int i = indexOf(claim.number);
            if (scopes[i]
                    == claim.scope) { // otherwise its thread has slept for some time between its cancel and its claim
                if (claimed[i]) {
                    faults.accept("a scope was cancelled twice");
                }
                claimed[i] = true;
            }
        }
    }

    /** No claim comes after this call. */
    void checkAll() {
        takeClaims();
        for (int i = 0; i < SIZE; i++) {
            if (outcomes[i] != null) {
                check(i);
            }
        }
    }

    private void check(int i) {
        if (isExplained(i)) {
            return;
        }
        try {
            Background.until("explained", () -> {
                takeClaims();
                return isExplained(i);
            });
        } catch (AssertionError e) {
            faults.accept("a scope is " + outcomes[i] + ", claimed by a cancel: " + claimed[i]
                    + ", its action has run: " + (actions[i] != null && actions[i].hasRun()));
        }
    }

    private boolean isExplained(int i) {
        return switch (outcomes[i]) {
            case OPEN -> false;
            case CANCELLED -> claimed[i];
            case NOT_CANCELLED -> !claimed[i];
            case RELEASED -> claimed[i] || actions[i] == null || !actions[i].hasRun();
            case UNKNOWN -> true;
        };
    }
}
