package dev.curfew.bench.tail;

/**
 * What the kernel's scheduler did to one thread: it took the processor away while the thread could have run on. A thread
 * that blocks gives its processor away by itself: that does not count. Nor does what a hypervisor takes, which the
 * kernel does not see.
 */
interface Switches {

    /** How often so far. */
    long count();

    /**
     * How long the thread has been kept waiting for a processor so far, in nanoseconds. It includes the waits of a
     * thread that had blocked and was woken.
     */
    long waitNanos();

    /** Nothing ever where the kernel is not Linux. */
    static Switches ofThisThread() {
        return LinuxSwitches.ofThisThread();
    }
}
