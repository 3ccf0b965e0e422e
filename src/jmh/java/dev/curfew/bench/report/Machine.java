package dev.curfew.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a number needs beside it to mean something: the machine, the JVM, the commit, and how busy the machine was. */
public final class Machine {

    /** Of all cores' time, taken by others while nothing was measured. */
    private static final double BUSY = 0.15;

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    /** All but the suite. */
    private final List<String> facts;

    private final CpuTimes start = CpuTimes.now();
    private volatile String suite;

    private Machine(List<String> facts, String suite) {
        this.facts = facts;
        this.suite = suite;
    }

    /** Takes a second, in which it watches how idle the machine is. */
    public static Machine look(List<String> jvmArgs, String suite) {
        int cores = Runtime.getRuntime().availableProcessors();
        double load = load();
        // The load average would do, but that it remembers the build that ran just before.
        double busy = CpuTimes.ofTheNextSecond().busy();
        List<String> facts = new ArrayList<>();
        if (busy > BUSY || load > cores) {
            facts.add("noisy:  started on a busy machine");
        }
        facts.add("date:   " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
        facts.add("cpu:    " + cpuModel() + ", " + cores + " cores");
        facts.add("kernel: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch"));
        facts.add("jdk:    " + Provenance.jdk());
        facts.add("gc:     " + Provenance.collector(jvmArgs));
        facts.add("rivals: " + Provenance.rivals());
        facts.add("commit: " + Provenance.commit());
        if (!Provenance.narrowed().isEmpty()) {
            facts.add("narrowed: " + Provenance.narrowed());
        }
        facts.add(String.format(
                Locale.ROOT, "before: load %.2f, other processes used %.0f%% of the CPUs", load, 100 * busy));
        return new Machine(facts, suite);
    }

    /** Says anew what is measured, as after the last row. */
    public void suite(String done) {
        suite = done;
    }

    public String before() {
        return String.join("\n", facts) + "\nsuite:  " + suite + "\n";
    }

    /** To be called once, when the run is over: takes a second. */
    public String after() {
        CpuTimes meanwhile = CpuTimes.now().since(start);
        double load = load();
        double busy = CpuTimes.ofTheNextSecond().busy();
        StringBuilder text = new StringBuilder();
        if (meanwhile.isMuchStolen()) {
            text.append("noisy:  the hypervisor stole ")
                    .append(meanwhile.stolenText())
                    .append('\n');
        }
        if (busy > BUSY) {
            text.append("noisy:  ended on a busy machine\n");
        }
        return text
                + String.format(
                        Locale.ROOT,
                        "after:  load %.2f, other processes used %.0f%% of the CPUs, stolen by the hypervisor %s%n",
                        load,
                        100 * busy,
                        meanwhile.stolenText());
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String cpuModel() {
        try {
            return Files.readAllLines(CPU_INFO).stream()
                    .filter(line -> line.startsWith(MODEL))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
