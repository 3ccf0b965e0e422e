package dev.curfew.lockfree.alternatives;

/** The one line of {@link Model} that a variant changes. */
enum Flaw {
    /** {@code push}: stores the head that it has read and linked, where a CAS would have noticed a change. */
    PUSH_WITHOUT_CAS,
    /** {@code end}: the same for the verdict. */
    END_WITHOUT_CAS,
    /** {@code take}: the same for a spent action. */
    TAKE_WITHOUT_CAS,
    /** {@code unlink}: the same for the head below a dead one. */
    POP_WITHOUT_CAS,
    /** {@code inflate}: the same for the stripes. */
    INFLATE_WITHOUT_CAS,
    /** {@code push}: a push on a stripe is a success, whatever became of the word. */
    NO_REREAD_AFTER_PUSH,
    /** {@code end}: closes the stripe, then CASes the word. */
    CLOSE_BEFORE_END,
    /** {@code skipDead}: clears {@code next} of what it unlinks. */
    UNLINKED_LOSES_NEXT,
    /** {@code oldestFirst}: threads the worklist through {@code next}. */
    WORKLIST_IN_NEXT,
    /** {@code ended}: tells each link as soon as it is flagged. */
    NOTIFY_WHILE_FLAGGING,
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
