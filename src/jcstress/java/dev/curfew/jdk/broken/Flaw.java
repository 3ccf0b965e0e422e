package dev.curfew.jdk.broken;

/** The one line of a model that a variant changes. */
enum Flaw {
    /** {@code ExchangeModel.start}: listens to the client's future before the registration is stored (X4). */
    LISTEN_BEFORE_REGISTERED,
    /** {@code ExchangeModel.leave}: looks and stores, where an atomic step would have noticed a change (X4). */
    COUNT_WITHOUT_CAS,
    /** {@code ExchangeModel.cut}: loads the body, then stores the reason (X5). */
    BODY_BEFORE_REASON,
    /** {@code ExchangeModel.cut}: leaves the response to the client that has failed (X10). */
    LEFT_TO_THE_CLIENT,
    /** {@code BodyModel.fail}: delivers the failure although another signal is under way (X6). */
    DELIVER_AT_ONCE,
    /** {@code BodyModel.end}: looks and stores, where a CAS would have noticed a change (X6, X9). */
    OVER_WITHOUT_CAS,
    /** {@code BodyModel.subscribe}: looks for a cut, then stores the subscription (X8). */
    LOOK_BEFORE_SUBSCRIBED,
    /** {@code StatementModel.cancel}: looks and stores, where a CAS would have noticed a change (X1). */
    BEGIN_WITHOUT_CAS,
    /** {@code StatementModel.close}: does not wait for a cancel that is under way (X2). */
    CLOSE_WITHOUT_WAIT;

    private static final boolean REPAIRED = Boolean.getBoolean("curfew.repaired");

    boolean in(Flaw flaw) {
        return this == flaw && !REPAIRED;
    }
}
