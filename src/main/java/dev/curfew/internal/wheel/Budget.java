package dev.curfew.internal.wheel;

/** How many more nodes the wheel thread looks at in this cycle. */
final class Budget {

    private final int limit;
    private int left;

    Budget(int limit) {
        this.limit = limit;
    }

    void renew() {
        left = limit;
    }

    boolean spend() {
        return left > 0 && left-- > 0;
    }

    void refund() {
        left++;
    }

    int spent() {
        return limit - left;
    }
}
