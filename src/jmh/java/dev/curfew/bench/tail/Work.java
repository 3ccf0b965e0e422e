package dev.curfew.bench.tail;

/** An operation, ready to be done again and again by one thread. */
interface Work {

    /** Called once, outside what is measured, before so many calls of {@link #run}. */
    default void prepare(int count) {}

    void run();
}
