package dev.curfew.kit;

/** Assertions of trials, which run without JUnit. */
public final class Checks {

    private Checks() {}

    public static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("not so: " + what);
        }
    }
}
