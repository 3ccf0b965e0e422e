package dev.curfew.internal.wheel;

/**
 * Decides how a wheel thread that wakes by itself sleeps, by the traffic that it has seen: nodes that were scheduled or
 * cancelled, and wake-ups by producers.
 *
 * <ul>
 *   <li>With much traffic the thread naps for {@link #NAP}. Cancelled nodes wait for the end of the nap, so that no
 *       producer has to wake the thread.
 *   <li>With little traffic it sleeps deeply, for {@link #DOZE} at most. The first cancellation ends that sleep; a
 *       deadline after its end does not.
 *   <li>After {@link #DOZE} without traffic it sleeps deeply until the next deadline. Any nearer deadline ends that
 *       sleep.
 * </ul>
 *
 * <p>Only the wheel thread uses it.
 */
final class NapPolicy {

    /**
     * The length of a nap, in nanoseconds: how long cancelled nodes may stay on the wheel while there is much traffic.
     */
    static final long NAP = 10_000_000;
    /** The longest sleep, in nanoseconds, for as long after traffic. */
    static final long DOZE = 1_000_000_000;

    private long lastTraffic = -2 * DOZE;
    private long lastWakeUp = -2 * DOZE;
    /** Whether there was traffic since the last sleep. */
    private boolean hadTraffic;
    /** Whether a producer has woken the thread since the last sleep, within two naps of the wake-up before. */
    private boolean isWokenOften;

    private boolean isNapping;

    void noteTraffic(long now) {
        hadTraffic = true;
        lastTraffic = now;
    }

    /** A producer has woken the thread. That counts as traffic even if the timer was cancelled meanwhile. */
    void noteWakeUp(long now) {
        noteTraffic(now);
        isWokenOften |= now - lastWakeUp < 2 * NAP;
        lastWakeUp = now;
    }

    void noteStepBack(long now) {
        lastTraffic = Math.min(lastTraffic, now);
        lastWakeUp = Math.min(lastWakeUp, now);
    }

    /** Whether the next sleep is a nap. Begins to count the traffic anew. */
    boolean naps() {
        isNapping = hadTraffic && (isNapping || isWokenOften);
        hadTraffic = false;
        isWokenOften = false;
        return isNapping;
    }

    /** Until when to sleep, given the time until which nothing is due. */
    long limit(long wake, long now) {
        return now - lastTraffic < DOZE ? Math.min(wake, now + DOZE) : wake;
    }
}
