package dev.curfew.examples.gateway.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A round of a core.
 *
 * @param warmup what was not measured, but has to be answered as well
 * @param cpuTime the gateway's, from {@code before} to {@code after}
 * @param before when the load began
 * @param after when its last connection had ended
 */
record RoundResult(
        String core,
        int number,
        Outcomes warmup,
        Outcomes outcomes,
        Duration cpuTime,
        Stats before,
        Stats after,
        Proof proof) {

    private static final int SOURCES = 3;
    private static final int REPLICAS = 2;

    /** How much a counter rose, whether or not it began at nought. */
    double rise(String counter) {
        return after.number(counter) - before.number(counter);
    }

    /** Backends in another process may not answer in time for the gateway's figures: then it knows only older ones. */
    private boolean isWorkOfThisRound() {
        double calls = rise("backend_calls");
        long searches = after.requests("search") - before.requests("search");
        return calls >= SOURCES * outcomes.searchAnswers().complete() && calls <= SOURCES * REPLICAS * searches;
    }

    /** What nobody asked for; empty if all is well. */
    List<String> failures() {
        List<String> failures = new ArrayList<>();
        String round = core + ", round " + number + ": ";
        warmup.errors().forEach((what, count) -> failures.add(round + count + " times in its warm-up: " + what));
        outcomes.errors().forEach((what, count) -> failures.add(round + count + " times: " + what));
        if (after.count("errors") > 0) {
            failures.add(round + "the gateway counts errors of its own: " + after.count("errors"));
        }
        if (!isWorkOfThisRound()) {
            failures.add(round + "the figures of the backends' work are not this round's: " + rise("backend_calls")
                    + " calls, " + outcomes.searchAnswers().complete() + " complete searches");
        }
        proof.left().forEach((name, count) -> failures.add(round + "left: " + count + " " + name));
        return failures;
    }
}
