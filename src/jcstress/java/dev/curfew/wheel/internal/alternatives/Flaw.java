package dev.curfew.wheel.internal.alternatives;

/** The one line of {@link Model} that a variant changes. */
enum Flaw {
    /** {@code push}: stores the head that it has read and linked, where a CAS would have noticed a change. */
    PUSH_WITHOUT_CAS,
    /** {@code take}: reads the head, then clears it. */
    TAKE_WITHOUT_EXCHANGE,
    /** {@code close}: raises a flag, which {@code schedule} reads before it pushes, and takes the stack. */
    CLOSE_WITHOUT_SENTINEL,
    /** {@code adopt}: stores LINKED, whatever has become of the node. */
    ADOPT_BY_STORE,
    /** {@code fire}: the same for FIRED, after a look. */
    FIRE_WITHOUT_CAS,
    /** {@code cancel}: the same for CANCELLED. */
    CANCEL_WITHOUT_CAS,
    /** {@code takeBack}: stores what is below the head, where a CAS would have noticed that the owner took all. */
    TAKE_BACK_WITHOUT_CAS,
    /** {@code release}: does not ask whether the cascade has released the node. */
    RELEASE_TWICE,
    /** {@code sleep}: drains, then publishes its plan. */
    PUBLISH_AFTER_RECHECK,
    /** {@code wakeIf}: takes a CAS that fails for somebody else's wake-up, where it may be the owner that has planned anew. */
    WAKE_WITHOUT_RETRY,
    /** {@code own}: looks, then stores that it is the owner. */
    OWN_WITHOUT_CAS;

    private static final boolean REPAIRED = Boolean.getBoolean("curfew.repaired");

    boolean in(Model model) {
        return model.flaw == this && !REPAIRED;
    }
}
