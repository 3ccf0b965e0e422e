package dev.curfew.internal.lockfree.broken;

/** The one line of {@link Model}, or of {@link ScopeModel}, that a variant changes. */
enum Flaw {
    /** {@code push}: stores the new newest link, where a CAS would have noticed a change. */
    PUSH_WITHOUT_CAS,
    /** {@code end}: stores the verdict, where a CAS would have noticed a change. */
    END_WITHOUT_CAS,
    /** {@code take}: stores that the action is spent, where a CAS would have noticed a change. */
    TAKE_WITHOUT_CAS,
    /** {@code unlink}: stores what is below a dead newest link, where a CAS would have noticed a change. */
    POP_WITHOUT_CAS,
    /** {@code inflate}: stores the table, where a CAS would have noticed a change. */
    INFLATE_WITHOUT_CAS,
    /** {@code put}: stores a link in a slot that was empty, where a CAS would have noticed a change. */
    PUT_WITHOUT_CAS,
    /** {@code remove}: stores null in the slot of a dead link, where a CAS would have noticed a change. */
    REMOVE_WITHOUT_CAS,
    /** {@code attachLink}: a link in a slot counts as attached, whatever became of the word (C1). */
    NO_REREAD_AFTER_PUT,
    /** {@code attach}: a child that a helper has marked is left to a propagation that may never meet it (L3). */
    LEFT_TO_THE_HELPED,
    /** {@code end}: reads what hangs below, then CASes the word (S2). */
    WALK_BEFORE_END,
    /** {@code links}: leaves out the slots of the last stripe (S2). */
    LAST_STRIPE_LEFT_OUT,
    /** {@code links}: a walk that meets a link which is gone is over (K4). */
    NO_NEW_WALK_AT_GONE,
    /** {@code links}: reads the newest link again before its home, and may take the verdict for a lent one (K5). */
    NEWEST_BEFORE_HOME,
    /** {@code unlink}: does not look whether the newer neighbour is still live (K3). */
    NO_LIVE_CHECK_AFTER_UNLINK,
    /** {@code removeFromStack}: clears the home of the dead link, then looks for that link (K3). */
    GONE_BEFORE_THE_WALK,
    /** {@code register}: pushes if the stack is short, even if there are stamps already (S4). */
    PUSH_WHILE_STAMPING,
    /** {@code stamp}: a thread that loses the CAS of the count reads the clock, and others go on counting (S5). */
    COUNT_AFTER_CLOCK,
    /** {@code finish}: notifies each link as soon as it is marked (E3). */
    NOTIFY_WHILE_MARKING,
    /** {@code help}, {@code mark}: a call that meets an end which is under way does not help (C3). */
    NO_HELP,
    /** {@code finish}: releases what hangs below, then marks it (V1). */
    FINISH_BEFORE_MARK,
    /** {@code markFromAbove}: a helper marks contexts as if they had ended by themselves (V2). */
    HELPED_FOR_ITSELF,
    /** {@code help}: a helper notifies (E1). */
    HELPER_NOTIFIES,
    /** {@code cause}: has a word of its own, which is written after the verdict (O2). */
    CAUSE_IN_ANOTHER_WORD,
    /** {@code deriveArmed}: attaches, then arms (D1). */
    ARM_AFTER_ATTACH,
    /** {@code deriveArmed}: attaches, and does not read the state afterwards (D2). */
    NO_REREAD_AFTER_ATTACH,
    /** {@code registered}: stores the registration, and does not read the word afterwards (F1). */
    NO_REREAD_AFTER_REGISTER,
    /** {@code await}: asks whether the context has ended, then registers (C1). */
    CHECK_BEFORE_REGISTER,
    /** {@link ScopeModel} {@code release}: the next scope of the slot has the same life. */
    SAME_LIFE,
    /** {@link ScopeModel} {@code open}: does not look whether a thread is inside (F4). */
    OPEN_WITHOUT_LOOK,
    /** {@link ScopeModel} {@code onDone}: adds the action, and does not read the word and the pool afterwards (F5). */
    NO_REREAD_AFTER_ADD,
    /** {@link ScopeModel} {@code makeView}: stores the view, and does not read the word afterwards (F5). */
    NO_REREAD_AFTER_VIEW,
    /** {@link ScopeModel} {@code release}: ends the view, and lets another call end the scope meanwhile (F6). */
    RELEASE_WITHOUT_MARK,
    /** {@link ScopeModel} {@code end}: ends the view, then the scope (F6). */
    VIEW_BEFORE_SCOPE,
    /** {@link ScopeModel} {@code take}: clears the cell, where a CAS would have noticed a change (F7). */
    TAKE_SCOPE_ACTION_WITHOUT_CAS,
    /** {@link ScopeModel} {@code endPool}: the walk also takes the actions of a scope that a thread has ended (F9). */
    WALK_TAKES_ALL,
    /** {@link ScopeModel} {@code end}: does not read the context of the pool after the CAS of the word (F9). */
    NO_LOOK_AT_THE_POOL,
    /** {@link ScopeModel} {@code end}: stores the word, where a CAS would have noticed a change. */
    END_SCOPE_WITHOUT_CAS,
    /** {@link ScopeModel} {@code cause}: answers with that of the pool, and does not mark the word (F2). */
    POOL_NOT_SETTLED,
    /** {@link ScopeModel} {@code fire}: reads the moment, and does not claim it (Z5). */
    RENEW_SCOPE_WITHOUT_CLAIM,
    /** {@link ScopeModel} {@code fire}: does not read the moment again once the timer is over (Z5). */
    TASK_WITHOUT_REREAD,
    /**
     * {@link ScopeModel} {@code ensure}: stores the time of a timer that is over, where a CAS would have noticed a
     * change (T5).
     */
    ARM_WITHOUT_CAS;

    private static final boolean REPAIRED = Boolean.getBoolean("curfew.repaired");

    boolean in(Model model) {
        return model.flaw == this && !REPAIRED;
    }

    boolean in(ScopeModel model) {
        return model.flaw == this && !REPAIRED;
    }
}
