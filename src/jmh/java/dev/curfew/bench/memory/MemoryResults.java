package dev.curfew.bench.memory;

import java.util.ArrayList;
import java.util.List;

/** What the forks have measured. */
final class MemoryResults {

    /** Bytes of a context while it lives, and allocated to make and end it. */
    record ContextRow(String kind, String impl, double retainedBytes, double allocatedBytes) {}

    /**
     * Bytes that stay when all has ended but the parent.
     *
     * @param operations how many were made and ended, fewer than wanted if it gave up
     * @param bytes what the heap in use has grown by; below zero, it holds less than before
     * @param perOperation of these bytes
     * @param graphBytes what has grown of all that is reachable from the parent, null if that was not looked at
     * @param gaveUp whether it retained or took too much to go on
     */
    record RetainedRow(
            String what,
            String impl,
            long operations,
            long bytes,
            double perOperation,
            Long graphBytes,
            boolean gaveUp) {}

    /**
     * What a live connection retains after requests that have all ended.
     *
     * @param connections how many there were, fewer than wanted if it gave up
     * @param bytes that the heap in use has grown by, per connection
     * @param gaveUp whether it retained or took too much to go on
     */
    record ConnectionRow(int requests, String impl, int connections, double bytes, boolean gaveUp) {}

    final List<ContextRow> contexts = new ArrayList<>();
    final List<RetainedRow> retained = new ArrayList<>();
    final List<ConnectionRow> connections = new ArrayList<>();
}
