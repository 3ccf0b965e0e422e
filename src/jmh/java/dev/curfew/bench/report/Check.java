package dev.curfew.bench.report;

import java.util.Locale;

/** A claim about the report, which holds or stops the program. */
final class Check {

    private static int count;

    private Check() {}

    static void that(boolean holds, String claim) {
        count++;
        if (!holds) {
            throw new AssertionError("does not hold: " + claim);
        }
    }

    static void contains(String text, String part, String claim) {
        that(text.contains(part), claim + ": \"" + part + "\" is not in\n" + text);
    }

    static void refused(Runnable action, String claim) {
        try {
            action.run();
        } catch (Refusal refusal) {
            count++;
            return;
        }
        that(false, claim);
    }

    static String count() {
        return String.format(Locale.ROOT, "%d checks", count);
    }
}
