package dev.curfew.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a number needs beside it to mean something: the machine, the JVM, the commit, and how busy the machine was. */
public final class Machine {

    /** Of all cores' time, taken by others while nothing was measured. */
    private static final double BUSY = 0.15;

    private static final Path CPU_TIMES = Path.of("/proc/stat");
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private final String before;
    private final long[] timesBefore;

    private Machine(String before, long[] timesBefore) {
        this.before = before;
        this.timesBefore = timesBefore;
    }

    /** Takes a second, in which it watches how idle the machine is. */
    public static Machine look(List<String> jvmArgs) {
        int cores = Runtime.getRuntime().availableProcessors();
        double load = load();
        double busy = busyNow();
        boolean noisy = busy > BUSY || load > cores;
        String java = ProcessHandle.current().info().command().orElse("java");
        List<String> facts = new ArrayList<>();
        if (noisy) {
            facts.add("noisy: started on a busy machine");
        }
        facts.add("date:   " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
        facts.add("cpu:    " + cpuModel() + ", " + cores + " cores");
        facts.add("kernel: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch"));
        facts.add("jdk:    " + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.add("gc:     " + collector(java, jvmArgs)
                + (jvmArgs.isEmpty() ? "" : " (" + String.join(" ", jvmArgs) + ")"));
        facts.add("commit: " + commit());
        facts.add(String.format(
                Locale.ROOT, "before: load %.2f, other processes used %.0f%% of the CPUs", load, 100 * busy));
        return new Machine(String.join("\n", facts) + "\n", cpuTimes());
    }

    public String before() {
        return before;
    }

    /** To be called once the run is over. */
    public String after() {
        return String.format(
                Locale.ROOT,
                "after:  load %.2f, stolen by the hypervisor %s%n",
                load(),
                stolen(timesBefore, cpuTimes()));
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** The load average would do, but that it remembers the build that ran just before. */
    private static double busyNow() {
        try {
            long[] start = cpuTimes();
            Thread.sleep(1_000);
            long[] end = cpuTimes();
            long all = Arrays.stream(end).sum() - Arrays.stream(start).sum();
            long idle = end.length < 5 ? 0 : end[3] + end[4] - start[3] - start[4];
            return all == 0 ? 0 : 1 - (double) idle / all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static String stolen(long[] start, long[] end) {
        if (end.length < 8) {
            return "not known";
        }
        long all = Arrays.stream(end).sum() - Arrays.stream(start).sum();
        return String.format(Locale.ROOT, "%.1f%%", all == 0 ? 0 : 100.0 * (end[7] - start[7]) / all);
    }

    /** user, nice, system, idle, iowait, irq, softirq, steal of all CPUs; empty where there is no such file. */
    private static long[] cpuTimes() {
        return firstLine(CPU_TIMES, "cpu ")
                .map(line -> Arrays.stream(line.trim().split("\\s+"))
                        .skip(1)
                        .limit(8)
                        .mapToLong(Long::parseLong)
                        .toArray())
                .orElse(new long[0]);
    }

    private static String cpuModel() {
        return firstLine(CPU_INFO, "model name")
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .orElse("unknown");
    }

    private static Optional<String> firstLine(Path file, String prefix) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(prefix))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String collector(String java, List<String> jvmArgs) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(jvmArgs);
        command.addAll(List.of("-Xms1g", "-Xmx1g", "-Xlog:gc:stdout", "-version"));
        return output(command)
                .lines()
                .filter(line -> line.contains("Using "))
                .findFirst()
                .map(line -> line.substring(line.indexOf("Using ") + "Using ".length()))
                .orElse("unknown");
    }

    private static String commit() {
        String head = output(List.of("git", "rev-parse", "--short", "HEAD")).strip();
        if (head.isEmpty()) {
            return "unknown";
        }
        return output(List.of("git", "status", "--porcelain")).isBlank() ? head : head + ", with changes";
    }

    /** Empty if it fails. */
    private static String output(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? text : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
