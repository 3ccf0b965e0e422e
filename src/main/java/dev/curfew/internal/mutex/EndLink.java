package dev.curfew.internal.mutex;

/** A hidden child of another context of a {@link MergedContext}. A call that would mark it marks the merged context. */
final class EndLink extends MutexContext {

    private final MergedContext merged;

    EndLink(MutexContext other, MergedContext merged) {
        super(merged.core, other, other, NO_DEADLINE);
        this.merged = merged;
    }

    @Override
    boolean mark(Verdict verdict, Propagation propagation) {
        return merged.mark(verdict, propagation);
    }
}
