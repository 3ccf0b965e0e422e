package dev.curfew.wheel.internal;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Linux lets the wake-up of a parked thread slip by 50 µs, to coalesce it with others. Asking for 1 ns takes most of that
 * back, for one thread and without privileges.
 */
final class TimerSlack {

    private TimerSlack() {}

    /** For the current thread; best effort. */
    static void reduce() {
        try {
            Path self = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            Files.writeString(Path.of("/proc", self.toString(), "timerslack_ns"), "1");
        } catch (Throwable notThisPlatform) {
            // Then it wakes as late as it would have.
        }
    }
}
