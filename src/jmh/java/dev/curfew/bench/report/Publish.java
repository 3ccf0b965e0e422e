package dev.curfew.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Publishes what {@code target/bench} has to a folder of {@code bench-results}. Only the raw data is copied: the table, the
 * page, the overview and README's two places are all made anew from the copy, so that none can say what the others do
 * not. Nothing is written before all of it is known.
 *
 * <p>System properties: {@code name}, the folder, if not {@code <date>-<jdk>-<gc>}; {@code force}, to publish a run that
 * is not the whole of a suite.
 */
public final class Publish {

    static final Path PUBLISHED = Path.of("bench-results");
    private static final Path README = Path.of("README.md");

    private Publish() {}

    /**
     * Publishes.
     *
     * @param args none
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        try {
            publish(Output.directory());
        } catch (Refusal refusal) {
            refusal.exit();
        }
    }

    private static void publish(Path measured) throws IOException {
        if (!Files.exists(measured.resolve(Run.RESULTS))) {
            throw new Refusal("nothing is measured yet: make bench");
        }
        Run run = Run.read(measured);
        check(run, Output.flag("force"));
        String given = System.getProperty("name", "");
        String name = given.isEmpty() ? nameOf(run) : given;
        Path folder = PUBLISHED.resolve(name);
        if (Files.exists(folder)) {
            throw new Refusal(folder + " is there already: give it another name, NAME=...");
        }
        RawData copy = RawData.copy(measured, run);
        Report.write(copy.directory(), System.out);
        Run copied = Run.read(copy.directory());
        String readme = Files.readString(README);
        readme = fill(readme, "headline", Headline.of(copied, PUBLISHED + "/" + name));
        readme = fill(readme, "bars", bars(copied));
        String overview = Overview.of(name, copy.directory());

        copy.moveTo(folder);
        Files.writeString(PUBLISHED.resolve(Overview.FILE), overview);
        Files.writeString(README, readme);
        System.out.println("published: " + folder + ", " + PUBLISHED.resolve(Overview.FILE) + ", " + README);
    }

    /** Only what a commit can reproduce; and, unless forced, all of it. */
    static void check(Run run, boolean force) {
        if (!run.commit().matches("\\p{XDigit}+")) {
            throw new Refusal("measured on \"" + run.commit() + "\": commit first, then measure");
        }
        if (run.suite().startsWith("smoke")) {
            throw new Refusal("a smoke run's numbers mean nothing");
        }
        if (force) {
            return;
        }
        String hint = ": publish it all the same with FORCE=1";
        if (!run.suite().matches("headline|full")) {
            throw new Refusal("not a whole suite, but \"" + run.suite() + "\"" + hint);
        }
        if (!run.isComplete()) {
            throw new Refusal("rows are missing, \"" + run.fact(Facts.SUITE) + "\"" + hint);
        }
        if (!run.parts().narrowed().isEmpty()) {
            throw new Refusal("narrowed, " + String.join(", ", run.parts().narrowed()) + hint);
        }
    }

    /** Puts the text between the two comments that mark a place in README. */
    static String fill(String readme, String place, String text) {
        String begin = "<!-- " + place + ": by make publish-bench -->\n";
        String end = "<!-- end of " + place + " -->";
        int from = readme.indexOf(begin);
        int to = readme.indexOf(end);
        if (from < 0 || to < from) {
            throw new Refusal(README + " has no place for the " + place + ": " + begin + end);
        }
        return readme.substring(0, from + begin.length()) + text + "\n" + readme.substring(to);
    }

    private static String bars(Run run) {
        Summary summary = run.summary();
        String open = Stream.concat(summary.missed().stream(), summary.unresolved().stream())
                .map(verdict -> "- " + verdict.where().replaceAll(" +", " ") + ": " + verdict.bar() + ": **"
                        + verdict.measured() + "** (" + verdict.outcome().text() + ")")
                .collect(Collectors.joining("\n", "Bars: " + summary.headline() + ".\n\n", ""));
        return summary.notMeasured().isEmpty()
                ? open
                : open + "\n\nNot measured in this run: " + String.join("; ", summary.notMeasured()) + ".";
    }

    private static String nameOf(Run run) {
        String jdk = run.fact(Facts.JDK).replaceAll("^.* VM (\\d+).*$", "jdk$1");
        String collector = run.fact(Facts.GC).replaceAll(" .*", "").toLowerCase(Locale.ROOT);
        return run.fact("date").substring(0, "yyyy-mm-dd".length()) + "-" + jdk + "-" + collector;
    }
}
