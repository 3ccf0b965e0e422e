package dev.curfew.examples.gateway;

/** One of those that can tell what a source is asked for, and how it does. */
record Replica(String name, Backend backend, Health health) {

    Replica(String name, Backend backend) {
        this(name, backend, new Health(name, System::nanoTime, Logs::warn));
    }
}
