package dev.curfew.bench.report;

import java.nio.file.Path;

/** Where this JVM's results go. */
public final class Output {

    private static final Path MEASURED = Path.of("target", "bench");
    private static final Path SMOKE = Path.of("target", "bench-smoke");

    private Output() {}

    /** System property {@code dir}; else a place for measurements, or one for smoke runs, whose numbers mean nothing. */
    public static Path directory() {
        String dir = System.getProperty("dir");
        return dir != null ? Path.of(dir) : Boolean.getBoolean("smoke") ? SMOKE : MEASURED;
    }
}
