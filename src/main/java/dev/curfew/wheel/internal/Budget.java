package dev.curfew.wheel.internal;

/** How many more nodes the owner looks at before it returns. */
final class Budget {

    private final int most;
    private int left;

    Budget(int most) {
        this.most = most;
    }

    void renew() {
        left = most;
    }

    boolean spend() {
        return left > 0 && left-- > 0;
    }

    void refund() {
        left++;
    }

    int spent() {
        return most - left;
    }
}
