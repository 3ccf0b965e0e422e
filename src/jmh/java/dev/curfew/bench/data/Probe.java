package dev.curfew.bench.data;

import java.util.Locale;

/** A program that measures without JMH and adds to the report. Each writes a {@link ProbeResult} to a file. */
public enum Probe {
    /** Percentiles under a fixed rate. */
    TAIL("Tail latency"),
    /** Bytes, live and retained. */
    MEMORY("Memory"),
    /** How late deadlines fire. */
    LATENESS("Lateness of deadlines"),
    /** The first runtime and the first requests of a JVM. */
    COLD("Cold start"),
    /** How long a due timer waits for the wheel thread. */
    CASCADE("Cascades of the wheel"),
    /** Its share of a core. */
    WHEEL_THREAD("The wheel's own thread"),
    /** Collectors and JDKs. */
    MATRIX("Collectors and JDKs");

    private final String title;

    Probe(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** The name of its sub-command. */
    public String command() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String file() {
        return command() + ".json";
    }
}
