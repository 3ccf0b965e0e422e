package dev.curfew.bench;

import dev.curfew.bench.alternatives.Inbox;
import dev.curfew.bench.report.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Question: what does a producer that loses its core in the middle of an offer do to a deadline of someone else?
 *
 * <p>Eight threads offer in turn with the consumer, more than there are cores; one more offers a deadline each millisecond
 * and notes when its offer has returned. Two things are told of these deadlines: how long until the consumer has one,
 * which is mostly the scheduler's doing; and, free of that, how many were <em>hidden</em>: a drain that began after the offer
 * had returned did not find them, because somebody else was stopped half-way. By the stacks none is, ever.
 *
 * <p>Blind spot: it is left to chance who is stopped where; each of the threads has at most 64 nodes
 * in flight, so that the consumer's own backlog does not cover everything.
 *
 * <p>Run: {@code make bench-inbox-stall}
 */
public final class InboxStall {

    private static final int CROWD = 8;
    private static final int MOST_IN_FLIGHT = 64;
    /** The value of a node that is a deadline; the crowd's are their numbers. */
    private static final int DEADLINE = CROWD;

    private static final long MILLISECOND = 1_000_000;
    private static final long NONE = Long.MAX_VALUE;

    private final Inbox inbox;
    private final AtomicInteger[] inFlight = new AtomicInteger[CROWD];
    private final Histogram lateness = new Histogram(3);
    private final Histogram hiding = new Histogram(3);
    private volatile boolean stopped;

    /** When the offer of the one deadline that is under way returned. */
    private volatile long offeredNanos = NONE;

    private volatile boolean underWay;
    private boolean seen;
    private long deadlines;

    private InboxStall(String design) {
        inbox = Inbox.named(design);
        for (int i = 0; i < CROWD; i++) {
            inFlight[i] = new AtomicInteger();
        }
    }

    /**
     * Prints a line for each design.
     *
     * @param args none; the system property {@code smoke} makes it short
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        long millis = Output.flag("smoke") ? 100 : 10_000;
        System.out.printf(
                "Deadlines offered beside %d busy producers on %d cores: µs until the consumer has them%n",
                CROWD, Runtime.getRuntime().availableProcessors());
        System.out.printf(
                "%-16s %9s %9s %9s %9s %9s  %9s %9s %9s%n",
                "inbox", "offered", "p50", "p99", "p99.9", "max", "hidden", "p50", "max");
        for (String design :
                List.of(Inbox.STRIPED, Inbox.TREIBER, Inbox.ARRAY, Inbox.ARRAY_VARHANDLE, Inbox.XADD, Inbox.LINKED)) {
            InboxStall stall = new InboxStall(design);
            stall.run(millis);
            stall.print(design);
        }
    }

    private void run(long millis) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            int number = i;
            threads.add(new Thread(() -> crowd(number), "crowd-" + i));
        }
        threads.add(new Thread(this::offerDeadlines, "deadlines"));
        threads.add(new Thread(this::consume, "consumer"));
        threads.forEach(Thread::start);
        TimeUnit.MILLISECONDS.sleep(millis);
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void crowd(int number) {
        while (!stopped) {
            if (inFlight[number].get() < MOST_IN_FLIGHT) {
                inFlight[number].incrementAndGet();
                inbox.offer(new Inbox.Node(number));
            } else {
                Thread.yield();
            }
        }
    }

    /** One at a time. */
    private void offerDeadlines() {
        while (!stopped) {
            LockSupport.parkNanos(MILLISECOND);
            if (!underWay) {
                underWay = true;
                inbox.offer(new Inbox.Node(DEADLINE));
                offeredNanos = System.nanoTime();
            }
        }
    }

    private void consume() {
        long missedSince = NONE;
        while (!stopped) {
            boolean offered = offeredNanos != NONE;
            long start = System.nanoTime();
            inbox.drain(this::take);
            if (offered && !seen && missedSince == NONE) {
                missedSince = start;
            }
            if (seen && offeredNanos != NONE) {
                long now = System.nanoTime();
                deadlines++;
                // Those that would have been offered meanwhile were late, too.
                lateness.recordValueWithExpectedInterval(Math.max(0, now - offeredNanos), MILLISECOND);
                if (missedSince != NONE) {
                    hiding.recordValue(Math.max(0, now - missedSince));
                }
                missedSince = NONE;
                seen = false;
                offeredNanos = NONE;
                underWay = false;
            }
            Thread.yield();
        }
    }

    private void take(Inbox.Node node) {
        if (node.value == DEADLINE) {
            seen = true;
        } else {
            inFlight[node.value].decrementAndGet();
        }
    }

    private void print(String design) {
        System.out.printf(
                "%-16s %,9d %9s %9s %9s %9s  %,9d %9s %9s%n",
                design,
                deadlines,
                micros(lateness.getValueAtPercentile(50)),
                micros(lateness.getValueAtPercentile(99)),
                micros(lateness.getValueAtPercentile(99.9)),
                micros(lateness.getMaxValue()),
                hiding.getTotalCount(),
                micros(hiding.getValueAtPercentile(50)),
                micros(hiding.getMaxValue()));
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%,.1f", nanos / 1_000.0);
    }
}
