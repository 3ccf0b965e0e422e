package dev.curfew.internal.wheel;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes Linux wake a parked thread in time. By default, Linux delays the wake-up by up to 50 µs, to coalesce it with
 * others. A timer slack of 1 ns takes most of that back, for one thread and without privileges.
 */
final class TimerSlack {

    private TimerSlack() {}

    /** Reduces the slack of the current thread, where the platform can. */
    static void reduce() {
        try {
            Path self = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            Files.writeString(Path.of("/proc", self.toString(), "timerslack_ns"), "1");
        } catch (Throwable notThisPlatform) {
            // The thread wakes as late as before.
        }
    }
}
