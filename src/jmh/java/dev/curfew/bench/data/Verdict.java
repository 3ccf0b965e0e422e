package dev.curfew.bench.data;

import com.google.gson.annotations.SerializedName;
import java.util.Arrays;

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

        /** Fewer rounds agree by chance too often. */
        public static final int FEWEST_ROUNDS = 5;

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

        /**
         * Met or missed if all rounds agree, and are five or more.
         *
         * @param ratios one of each round; NaN for a round that does not tell
         * @param most what they are to stay at or below
         */
        public static Outcome ofRounds(double[] ratios, double most) {
            boolean met = Arrays.stream(ratios).allMatch(round -> round <= most);
            boolean missed = Arrays.stream(ratios).allMatch(round -> round > most);
            return ratios.length >= FEWEST_ROUNDS && (met || missed) ? of(met) : UNCLEAR;
        }
    }

    @Override
    public String toString() {
        return String.format("%-7s %s: %s", outcome.text(), target, measured);
    }
}
