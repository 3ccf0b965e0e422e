package dev.curfew.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What all CPUs did, in ticks of the kernel. All zero where the kernel does not say. */
record CpuTimes(long idle, long stolen, long all) {

    /** A part of the time of all CPUs. With more of it stolen, a mean says little. */
    private static final double MUCH_STOLEN = 0.02;

    private static final Path FILE = Path.of("/proc/stat");

    /** Since the machine was started. */
    static CpuTimes now() {
        try {
            // The first line: cpu, user, nice, system, idle, iowait, irq, softirq, steal. What follows is part of user.
            long[] times = Arrays.stream(Files.readAllLines(FILE).get(0).trim().split("\\s+"))
                    .skip(1)
                    .limit(8)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return times.length < 8
                    ? new CpuTimes(0, 0, 0)
                    : new CpuTimes(
                            times[3] + times[4], times[7], Arrays.stream(times).sum());
        } catch (IOException e) {
            return new CpuTimes(0, 0, 0);
        }
    }

    /** In the second after the call. */
    static CpuTimes ofTheNextSecond() {
        CpuTimes start = now();
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return start.untilNow();
    }

    CpuTimes untilNow() {
        CpuTimes now = now();
        return new CpuTimes(now.idle - idle, now.stolen - stolen, now.all - all);
    }

    /** How much of the time of all CPUs was used. */
    double busy() {
        return all == 0 ? 0 : 1 - (double) idle / all;
    }

    boolean isMuchStolen() {
        return all > 0 && stolen > MUCH_STOLEN * all;
    }

    String stolenText() {
        return all == 0 ? "not known" : String.format(Locale.ROOT, "%.1f%%", 100.0 * stolen / all);
    }
}
