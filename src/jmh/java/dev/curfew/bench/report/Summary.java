package dev.curfew.bench.report;

import dev.curfew.bench.report.Verdict.Outcome;
import java.util.List;

/**
 * All bars of a run in a few lines.
 *
 * @param notMeasured the bars that no row was held against, and the harnesses that were not run or are of another commit or JVM
 */
record Summary(List<Verdict> verdicts, List<String> notMeasured) {

    /** Before the {@link #headline} in the printed table, where the overview of all runs finds it. */
    static final String BARS = "Bars: ";

    String headline() {
        String unresolved = unresolved().isEmpty() ? "" : ", " + unresolved().size() + " not resolvable here";
        return with(Outcome.MET).size() + " met, " + missed().size() + " missed" + unresolved;
    }

    List<Verdict> missed() {
        return with(Outcome.MISSED);
    }

    List<Verdict> unresolved() {
        return with(Outcome.NOT_RESOLVABLE);
    }

    private List<Verdict> with(Outcome outcome) {
        return verdicts.stream().filter(verdict -> verdict.outcome() == outcome).toList();
    }
}
