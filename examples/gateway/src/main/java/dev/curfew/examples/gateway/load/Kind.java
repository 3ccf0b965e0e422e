package dev.curfew.examples.gateway.load;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What clients do, how often, and the answers that they can live with. */
enum Kind {
    SEARCH(790, 200, 504),
    SEARCH_ON_NEW_CONNECTION(30, 200, 504),
    /** Left alone until it is acknowledged; some never are. */
    ORDER(50, 201, 504),
    /** Has little time; it may be acknowledged all the same. */
    ORDER_IN_A_HURRY(50, 201, 504),
    /** May be acknowledged before it is cancelled, and not be there yet when it is to be cancelled. */
    ORDER_TO_CANCEL(50, 409, 201, 504),
    /** Of an {@link #ORDER_TO_CANCEL}, over another connection; may come too late, or too early. */
    CANCEL(0, 200, 404),
    VANISHING_SEARCH(15, 200, 504),
    VANISHING_ORDERS(15, 201),
    /** The end of a client that vanishes. */
    HANG_UP(0);

    private static final int ALL = 1_000;

    private final int perMille;
    private final int[] expected;

    Kind(int perMille, int... expected) {
        this.perMille = perMille;
        this.expected = expected;
    }

    static Kind draw(SplittableRandom random) {
        int left = random.nextInt(ALL);
        for (Kind kind : values()) {
            left -= kind.perMille;
            if (left < 0) {
                return kind;
            }
        }
        throw new AssertionError("the shares do not add up");
    }

    boolean expects(int status) {
        return Arrays.stream(expected).anyMatch(code -> code == status);
    }

    /** Whether somebody waits for the answer. */
    boolean isTimed() {
        return this != VANISHING_SEARCH && this != VANISHING_ORDERS && this != HANG_UP;
    }
}
