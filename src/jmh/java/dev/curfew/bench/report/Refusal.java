package dev.curfew.bench.report;

/** Something is not done, and why: for the one who asked, so without a stack trace. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    Refusal(String why) {
        super(why);
    }

    /** Says why, and ends the program. */
    void exit() {
        System.err.println(getMessage());
        System.exit(2);
    }
}
