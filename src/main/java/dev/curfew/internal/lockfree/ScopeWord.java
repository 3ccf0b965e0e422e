package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;

/**
 * The word of a slot, which decides everything: the generation of the life in the upper 48 bits, and a code in the lower
 * 16. Each life has another generation, so the word has no ABA. A handle has the generation in the same bits. In the
 * methods, {@code life} is the generation with the code LIVE, which is 0.
 *
 * <pre>
 *   from           to                     by                                        how
 *   FREE           LIVE                   the owner opens without a deadline        release store
 *   FREE           LIVE, DEADLINE         the owner opens with a deadline           getAndSet
 *   LIVE           ended: CANCELED, ...   a thread that ends the scope              CAS; the end linearizes here
 *   LIVE           POOL                   a thread that finds the pool done         CAS; the scope has ended before
 *   LIVE           CANCELED               the owner releases a scope with a view    CAS
 *   LIVE, ended    FREE of the next life  the owner releases                        release store
 *   LIVE, ended    RETIRED                the owner releases the last generation    release store
 *   LIVE           FREE of the next life  the owner, whose opening has failed       volatile store
 * </pre>
 *
 * The last life of a slot is followed by itself after an opening that has failed. Nobody has its handle then.
 */
abstract class ScopeWord {

    /** The codes; those from {@code CAUSE} on are tickets of {@link ScopeCause}. */
    static final int LIVE = 0;

    static final int CANCELED = 1;
    static final int DEADLINE = 2;
    static final int POOL = 3;
    static final int RUNTIME = 4;
    static final int FREE = 5;
    static final int RETIRED = 6;
    static final int CAUSE = 7;

    private static final long CODE = 0xFFFF;
    static final int MAX_TICKET = (int) CODE - CAUSE;
    /** From one life to the next. */
    static final long GENERATION = CODE + 1;

    static final long LAST_LIFE = ~CODE;

    private static final VarHandle WORD =
            fieldVarHandle(lookup(), "word", VarHandle.class, ScopeWord.class, long.class);

    /** Read and written by the slot and its timer, too: a store needs no room on the stack. */
    volatile long word;

    ScopeWord(long word) {
        WORD.set(this, word);
    }

    static long lifeOf(long word) {
        return word & ~CODE;
    }

    static int codeOf(long word) {
        return (int) (word & CODE);
    }

    /** Whether a word is that of a scope which is open, live or ended. */
    static boolean isOpen(long word, long life) {
        return lifeOf(word) == life && !(codeOf(word) >= FREE && codeOf(word) < CAUSE);
    }

    /** The word of the life after this one, before it is opened. The last life has itself as the next one. */
    static long freeAfter(long life) {
        return (life == LAST_LIFE ? life : life + GENERATION) | FREE;
    }

    /** Acquire: pairs with the CAS that ends the scope, and the store that opens or releases it. */
    final long wordAcquire() {
        return (long) WORD.getAcquire(this);
    }

    /** Whether a cancel, its deadline or the close of the runtime has ended the scope, or the owner has released it. */
    final boolean hasEnded(long life) {
        return wordAcquire() != life;
    }

    final boolean isStale(long life) {
        return !isOpen(wordAcquire(), life);
    }

    final boolean casWord(long seen, long next) {
        return WORD.compareAndSet(this, seen, next);
    }

    // ---- the owner

    /** The life that is open, or the next one. Only the owner changes it. */
    final long life() {
        return lifeOf((long) WORD.get(this));
    }

    final void setWordRelease(long next) {
        WORD.setRelease(this, next);
    }

    /** Orders the store before all that the owner reads next. */
    final void swapWord(long next) {
        WORD.getAndSet(this, next);
    }
}
