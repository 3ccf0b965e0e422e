package dev.curfew.bench.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.curfew.bench.data.Facts;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One call of a program that measures: where its files go, and what each of them says of its origin. The commit is the
 * one at the start, because the user may commit or check out something else meanwhile.
 */
public final class Session {

    /** A part of the time of all cores. Above it, other processes were at work while nothing was measured. */
    private static final double BUSY = 0.15;

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final Path directory;
    private final boolean smoke;
    private final String narrowed;
    private final String commit = Machine.commit();
    private final String collector = Machine.collector();
    private final double load = Machine.load();
    /** The load average alone would not do: it remembers what ran just before. */
    private final double busyAtStart;

    private final CpuTimes start;

    private Session(Path directory, boolean smoke, String narrowed) {
        this.directory = directory;
        this.smoke = smoke;
        this.narrowed = narrowed;
        busyAtStart = CpuTimes.ofTheNextSecond().busy();
        start = CpuTimes.now();
    }

    /**
     * Takes a second, in which it watches how idle the machine is.
     *
     * @param smoke whether all is to run once, and the numbers mean nothing
     * @param narrowed the options that narrow what is measured, or nothing
     */
    public static Session start(Path directory, boolean smoke, String narrowed) {
        return new Session(directory, smoke, narrowed);
    }

    public Path directory() {
        return directory;
    }

    public boolean smoke() {
        return smoke;
    }

    /** What a program prints before it measures, and {@code machine.txt} begins with. */
    public String machine(String suite) {
        return (busyAtStart > BUSY ? "noisy:  started on a busy machine\n" : "")
                + "date:   " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n"
                + "cpu:    " + Machine.cpu() + "\n"
                + "kernel: " + Machine.kernel() + "\n"
                + "jdk:    " + Machine.jdk() + "\n"
                + "gc:     " + collector + "\n"
                + "alternatives: " + Machine.libraries() + "\n"
                + "commit: " + commit + "\n"
                + (narrowed.isEmpty() ? "" : "narrowed: " + narrowed + "\n")
                + "suite:  " + suite + "\n"
                + String.format(
                        Locale.ROOT,
                        "before: load %.2f, other processes used %.0f%% of the CPUs%n",
                        load,
                        100 * busyAtStart);
    }

    /** What {@code machine.txt} ends with. Called once, when all is measured: takes a second. */
    public String machineAfterwards() {
        CpuTimes meanwhile = start.untilNow();
        double loadAfter = Machine.load();
        double busyAfter = CpuTimes.ofTheNextSecond().busy();
        return (meanwhile.isMuchStolen() ? "noisy:  the hypervisor stole " + meanwhile.stolenText() + "\n" : "")
                + (busyAfter > BUSY ? "noisy:  ended on a busy machine\n" : "")
                + String.format(
                        Locale.ROOT,
                        "after:  load %.2f, other processes used %.0f%% of the CPUs, stolen by the hypervisor %s%n",
                        loadAfter,
                        100 * busyAfter,
                        meanwhile.stolenText());
    }

    /** Writes the file of a probe, with all that it has to say. */
    public void write(Probe probe, ProbeResult result) throws IOException {
        write(probe.file(), narrowed, result);
    }

    /** Writes the file of a probe after one of several results, and says in it that more was to come. */
    public void writeSoFar(Probe probe, ProbeResult result) throws IOException {
        write(probe.file(), narrowed.isEmpty() ? "incomplete" : narrowed + ", incomplete", result);
    }

    /** Writes a file of JSON: where it comes from, then the content. */
    public void write(String name, Map<String, ?> content) throws IOException {
        write(name, narrowed, content);
    }

    /** Writes the file whole or not at all, so that a reader or an interrupt never sees half of it. */
    private void write(String name, String narrowed, Object content) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty(Facts.COMMIT, commit);
        json.addProperty(Facts.JDK, Machine.jdk());
        json.addProperty(Facts.GC, collector);
        if (!narrowed.isEmpty()) {
            json.addProperty(Facts.NARROWED, narrowed);
        }
        CpuTimes meanwhile = start.untilNow();
        if (busyAtStart > BUSY) {
            json.addProperty(Facts.NOISY, "started on a busy machine");
        } else if (meanwhile.isMuchStolen()) {
            json.addProperty(Facts.NOISY, "stolen by the hypervisor " + meanwhile.stolenText());
        }
        GSON.toJsonTree(content).getAsJsonObject().asMap().forEach(json::add);
        Files.createDirectories(directory);
        Path half = directory.resolve(name + ".tmp");
        Files.writeString(half, GSON.toJson(json) + "\n");
        Files.move(half, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes an empty directory, so that nothing of an earlier run is taken for this one's. */
    public Path emptyDirectory(String name) throws IOException {
        Path folder = directory.resolve(name);
        delete(folder);
        return Files.createDirectories(folder);
    }

    /** Deletes a directory with all that is in it, if it is there. */
    public static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
