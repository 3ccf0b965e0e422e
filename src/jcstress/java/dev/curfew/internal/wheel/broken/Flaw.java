package dev.curfew.internal.wheel.broken;

/** The one line of {@link Model} that a variant changes. */
enum Flaw {
    /** {@code push} stores the head that it has read and linked. A CAS would fail if the head has changed. */
    PUSH_WITHOUT_CAS,
    /** {@code take} reads the head, then clears it. */
    TAKE_WITHOUT_EXCHANGE,
    /** {@code close} raises a flag, which {@code schedule} reads before it pushes, and takes the stack. */
    CLOSE_WITHOUT_SENTINEL,
    /** {@code adopt} stores LINKED, whatever the state is. */
    ADOPT_BY_STORE,
    /** {@code fire} reads the state, then stores FIRED. */
    FIRE_WITHOUT_CAS,
    /** {@code cancel} reads the state, then stores CANCELLED. */
    CANCEL_WITHOUT_CAS,
    /** {@code tryPop} stores the node below the head. A CAS would fail if the wheel thread has taken the stack. */
    POP_WITHOUT_CAS,
    /** {@code reap} does not ask whether the cascade has reaped the node. */
    REAP_TWICE,
    /** {@code sleep} drains, then publishes its plan. */
    PUBLISH_AFTER_RECHECK,
    /**
     * {@code wakeIf} treats a CAS that fails as the wake-up of another producer, but the plan may have been narrowed.
     */
    WAKE_WITHOUT_RETRY,
    /** {@code claim} reads the state, then stores that it drives. */
    CLAIM_WITHOUT_CAS;

    private static final boolean REPAIRED = Boolean.getBoolean("curfew.repaired");

    boolean in(Model model) {
        return model.flaw == this && !REPAIRED;
    }
}
