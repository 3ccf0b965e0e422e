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

    /** How much a counter rose, whether or not it began at nought. */
    double rise(String counter) {
        return after.number(counter) - before.number(counter);
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
        proof.left().forEach((name, count) -> failures.add(round + "left: " + count + " " + name));
        return failures;
    }
}
