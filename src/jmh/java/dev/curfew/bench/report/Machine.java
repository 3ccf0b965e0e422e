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

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    private final List<String> facts;
    private final String busyness;

    private final CpuTimes start = CpuTimes.now();
    private volatile String suite;

    private Machine(List<String> facts, String busyness, String suite) {
        this.facts = facts;
        this.busyness = busyness;
        this.suite = suite;
    }

    /** To be called before anything is measured: takes a second, in which it watches how idle the machine is. */
    public static Machine look(List<String> jvmArgs, String suite) {
        int cores = Runtime.getRuntime().availableProcessors();
        double load = load();
        double busy = Provenance.busyAtStart();
        List<String> facts = new ArrayList<>();
        if (busy > Provenance.BUSY) {
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
        String busyness = String.format(
                Locale.ROOT, "before: load %.2f, other processes used %.0f%% of the CPUs", load, 100 * busy);
        return new Machine(facts, busyness, suite);
    }

    /** Says anew what is measured, as after the last row. */
    public void suite(String done) {
        suite = done;
    }

    public String before() {
        return String.join("\n", facts) + "\nsuite:  " + suite + "\n" + busyness + "\n";
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
        if (busy > Provenance.BUSY) {
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
