package dev.curfew.bench.report;

import dev.curfew.bench.data.Verdict;
import dev.curfew.bench.data.Verdict.Outcome;
import java.util.List;
import java.util.stream.Stream;

/**
 * All targets of a run in a few lines.
 *
 * @param notMeasured the targets that no row was held against, and the probes that were not run or are of another
 *     commit or JVM
 */
record Summary(List<Verdict> verdicts, List<String> notMeasured) {

    /** Before the {@link #headline} in the printed table, where the overview of all runs finds it. */
    static final String TARGETS = "Targets: ";

    String headline() {
        int unclear = with(Outcome.UNCLEAR).size();
        return with(Outcome.MET).size() + " met, " + missed().size() + " missed"
                + (unclear == 0 ? "" : ", " + unclear + " unclear");
    }

    List<Verdict> missed() {
        return with(Outcome.MISSED);
    }

    /** Missed, then unclear. */
    List<Verdict> open() {
        return Stream.concat(missed().stream(), with(Outcome.UNCLEAR).stream()).toList();
    }

    private List<Verdict> with(Outcome outcome) {
        return verdicts.stream().filter(verdict -> verdict.outcome() == outcome).toList();
    }
}
