package dev.curfew.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What all CPUs did, in ticks of the kernel; nothing where the kernel does not say. */
record CpuTimes(long idle, long stolen, long all) {

    /** As a part of all CPUs' time: with more, a mean says little. */
    private static final double MUCH_STOLEN = 0.02;

    private static final Path FILE = Path.of("/proc/stat");

    /** Since the machine was started. */
    static CpuTimes now() {
        try {
            List<String> lines = Files.readAllLines(FILE);
            // cpu, user, nice, system, idle, iowait, irq, softirq, steal; what follows is part of user's.
            long[] times = Arrays.stream(lines.get(0).trim().split("\\s+"))
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
        return now().since(start);
    }

    CpuTimes since(CpuTimes start) {
        return new CpuTimes(idle - start.idle, stolen - start.stolen, all - start.all);
    }

    /** How much of all CPUs' time was used. */
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
