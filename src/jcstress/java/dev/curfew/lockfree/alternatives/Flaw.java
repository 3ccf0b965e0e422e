package dev.curfew.lockfree.alternatives;

/** The one line of {@link Model} that a variant changes. */
enum Flaw {
    /** {@code push}: stores the newest link that it has read and linked, where a CAS would have noticed a change. */
    PUSH_WITHOUT_CAS,
    /** {@code end}: the same for the verdict. */
    END_WITHOUT_CAS,
    /** {@code take}: the same for a spent action. */
    TAKE_WITHOUT_CAS,
    /** {@code unlink}: the same for what is below a dead newest link. */
    POP_WITHOUT_CAS,
    /** {@code inflate}: the same for the table. */
    INFLATE_WITHOUT_CAS,
    /** {@code put}: the same for a slot that was empty. */
    PUT_WITHOUT_CAS,
    /** {@code remove}: the same for the slot of a dead link. */
    REMOVE_WITHOUT_CAS,
    /** {@code attachLink}: a link in a slot is attached, whatever became of the word. */
    NO_REREAD_AFTER_PUT,
    /** {@code attach}: a child that a helper has flagged is left to an ending that may never meet it. */
    LEFT_TO_THE_HELPED,
    /** {@code end}: looks what hangs below, then CASes the word. */
    WALK_BEFORE_END,
    /** {@code links}: leaves out the slots of the last stripe. */
    LAST_STRIPE_LEFT_OUT,
    /** {@code links}: a walk that meets a link which is gone is over. */
    NO_NEW_WALK_AT_GONE,
    /** {@code unlink}: does not look whether the newer neighbour is still live. */
    NO_LIVE_CHECK_AFTER_UNLINK,
    /** {@code removeFromStack}: clears the home of the dead link, then looks for that link. */
    GONE_BEFORE_THE_WALK,
    /** {@code register}: pushes where the stack is short, whether or not there are stamps already. */
    PUSH_WHILE_STAMPING,
    /** {@code finish}: tells each link as soon as it is flagged. */
    NOTIFY_WHILE_FLAGGING,
    /** {@code help}, {@code flag}: who meets an end that is under way passes by. */
    NO_HELP,
    /** {@code finish}: forgets what hangs below, then flags it. */
    SETTLE_BEFORE_FLAG,
    /** {@code flagFromAbove}: a helper flags contexts as if they had ended by themselves. */
    HELPED_FOR_ITSELF,
    /** {@code help}: a helper notifies. */
    HELPER_NOTIFIES,
    /** {@code cause}: has a word of its own, which is written after the verdict. */
    CAUSE_IN_ANOTHER_WORD,
    /** {@code deriveArmed}: attaches, then arms. */
    ARM_AFTER_ATTACH,
    /** {@code deriveArmed}: attaches, and leaves it at that. */
    NO_REREAD_AFTER_ATTACH,
    /** {@code registered}: stores the registration, and leaves it at that. */
    NO_REREAD_AFTER_REGISTER,
    /** {@code await}: asks whether it is too late, then registers. */
    CHECK_BEFORE_REGISTER;

    private static final boolean REPAIRED = Boolean.getBoolean("curfew.repaired");

    boolean in(Model model) {
        return model.flaw == this && !REPAIRED;
    }
}
