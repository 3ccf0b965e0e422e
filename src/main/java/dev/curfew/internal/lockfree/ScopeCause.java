package dev.curfew.internal.lockfree;

import org.jspecify.annotations.Nullable;

/**
 * The verdict of a call that cancels a scope with a cause: one in a list of the slot, which the word of the slot names by
 * its ticket. The call puts it into the list before it ends the scope, so a thread that reads the word finds it.
 */
final class ScopeCause {

    final Verdict verdict;
    final int ticket;
    private final @Nullable ScopeCause older;

    ScopeCause(Verdict verdict, @Nullable ScopeCause older) {
        this.verdict = verdict;
        this.older = older;
        ticket = older == null ? 0 : older.ticket + 1;
    }

    /** The verdict with this ticket in a list; null if the list is of another life of the slot. */
    static @Nullable Verdict find(@Nullable ScopeCause newest, int ticket) {
        ScopeCause cause = newest;
        while (cause != null && cause.ticket != ticket) {
            cause = cause.older;
        }
        return cause == null ? null : cause.verdict;
    }
}
