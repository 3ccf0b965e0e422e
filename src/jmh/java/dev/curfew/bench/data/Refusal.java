package dev.curfew.bench.data;

/** The reason why a command does nothing. It is meant for the user, so it comes without a stack trace. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Refusal(String why) {
        super(why);
    }
}
