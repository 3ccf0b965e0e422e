package dev.curfew.bench.data;

import com.google.gson.annotations.SerializedName;

/**
 * A target held against a result.
 *
 * @param where the row, or the title of the probe
 * @param target what was to be reached; {@code bar} in files of the runs before 2026-11-28
 * @param measured what was reached
 */
public record Verdict(
        String where,
        @SerializedName(value = "target", alternate = "bar") String target,
        String measured,
        Outcome outcome) {

    /** What can come of a target. */
    public enum Outcome {
        MET("met"),
        MISSED("MISSED"),
        /** The interval has the limit inside, or the machine's noise is too large to tell. */
        @SerializedName(value = "UNCLEAR", alternate = "NOT_RESOLVABLE") // the latter before 2026-11-28
        UNCLEAR("unclear");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        public static Outcome of(boolean met) {
            return met ? MET : MISSED;
        }
    }

    @Override
    public String toString() {
        return String.format("%-7s %s: %s", outcome.text(), target, measured);
    }
}
