package dev.curfew.concurrent.broken;

/** The one line of {@link Model}, or of another model, that a variant changes. */
enum Flaw {
    /** {@code take}: looks and stores, where a CAS would have noticed a change (J1). */
    BEGIN_WITHOUT_CAS,
    /** {@code count}: looks and stores, where a CAS would have noticed a change (J3). */
    COUNT_WITHOUT_CAS,
    /** {@code join}: looks at the count, then announces itself, and does not look again (J5). */
    LOOK_BEFORE_ANNOUNCE,
    /** {@code TallyModel.join}: looks for tasks, then clears the forks, where one CAS would have done both (J4). */
    JOIN_IN_TWO_STEPS,
    /** {@code TallyModel.close}: looks for tasks, then closes, where one CAS would have done both (J4). */
    CLOSE_IN_TWO_STEPS,
    /** {@code EndModel.end}: looks and stores, where a CAS would have noticed a change. */
    END_WITHOUT_CAS;

    private static final boolean REPAIRED = Boolean.getBoolean("curfew.repaired");

    boolean in(Flaw flaw) {
        return flaw == this && !REPAIRED;
    }
}
