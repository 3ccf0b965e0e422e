package dev.curfew.bench.report;

/**
 * A bar held against a result.
 *
 * @param where which row
 * @param bar what it has to reach
 * @param measured what it reached
 */
public record Verdict(String where, String bar, String measured, Outcome outcome) {

    /** What can come of it. */
    public enum Outcome {
        /** Reached. */
        MET("met"),
        /** Not reached. */
        MISSED("MISSED"),
        /** This machine's own noise is larger than what was to be seen. */
        NOT_RESOLVABLE("not resolvable here");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    @Override
    public String toString() {
        return String.format("%-7s %s: %s", outcome.text(), bar, measured);
    }
}
