package dev.curfew.bench.report;

import dev.curfew.bench.data.Facts;
import dev.curfew.bench.data.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Publishes a run to a folder of {@code bench-results}. Only the measured files are copied. The table, the overview and
 * the headline in README are made anew from the copy, so that all of them say the same. Nothing is written before all
 * of it is known.
 */
public final class Publish {

    static final Path PUBLISHED = Path.of("bench-results");
    private static final Path README = Path.of("README.md");

    private Publish() {}

    /**
     * Publishes what was measured in a directory.
     *
     * @param given the name of the folder; empty: {@code <date>-<jdk>-<gc>}
     * @param force whether to publish a run that is not the whole of a suite
     */
    public static void publish(Path measured, String given, boolean force) throws IOException {
        Run run = Run.read(measured);
        check(run, force);
        String name = given.isEmpty() ? nameOf(run) : given;
        Path folder = PUBLISHED.resolve(name);
        if (Files.exists(folder)) {
            throw new Refusal(folder + " is there already: give it another name, --name (NAME=...)");
        }
        RawData copy = RawData.copy(measured, run);
        Report.write(copy.directory(), System.out);
        Run copied = Run.read(copy.directory());
        String readme = fill(Files.readString(README), "headline", Headline.of(copied, PUBLISHED + "/" + name));
        String overview = Overview.of(name, copy.directory());

        copy.moveTo(folder);
        Files.writeString(PUBLISHED.resolve(Overview.FILE), overview);
        Files.writeString(README, readme);
        System.out.println("published: " + folder + ", " + PUBLISHED.resolve(Overview.FILE) + ", " + README);
    }

    /**
     * Writes the table of a published run, the overview and the headline in README anew, after a change to the report.
     */
    public static void renew(String name) throws IOException {
        Path folder = PUBLISHED.resolve(name);
        Report.write(folder, System.out);
        Run run = Run.read(folder);
        Files.writeString(PUBLISHED.resolve(Overview.FILE), Overview.of(name, folder));
        Files.writeString(README, fill(Files.readString(README), "headline", Headline.of(run, PUBLISHED + "/" + name)));
    }

    /** Refuses a run that no commit can reproduce and, unless forced, a run that is not the whole of a suite. */
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
        String hint = ": publish it all the same with --force (FORCE=1)";
        if (!run.suite().matches("headline|full")) {
            throw new Refusal("not a whole suite, but \"" + run.suite() + "\"" + hint);
        }
        if (!run.isComplete()) {
            throw new Refusal("rows are missing, \"" + run.fact(Facts.SUITE) + "\"" + hint);
        }
        if (!run.parts().with(Facts.NARROWED).isEmpty()) {
            throw new Refusal("narrowed, " + String.join(", ", run.parts().with(Facts.NARROWED)) + hint);
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

    private static String nameOf(Run run) {
        String jdk = run.fact(Facts.JDK).replaceAll("^.* VM (\\d+).*$", "jdk$1");
        String collector = run.fact(Facts.GC).replaceAll(" .*", "").toLowerCase(Locale.ROOT);
        return run.fact("date").substring(0, "yyyy-mm-dd".length()) + "-" + jdk + "-" + collector;
    }
}
