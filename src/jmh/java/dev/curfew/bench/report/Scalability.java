package dev.curfew.bench.report;

import dev.curfew.bench.data.Numbers;

/**
 * How the time of an operation grows with threads, by Gunther's universal scalability law, from the times of one and two
 * threads: {@code T(n) = T(1) (1 + s (n - 1) + k n (n - 1))}. Two times give {@code s + 2 k}. If threads only queue for
 * something, k is 0; if they only wait for each other's cache lines, s is 0. The two cases bound the prediction.
 *
 * @param alone the time per operation of one thread, in nanoseconds
 * @param two the same of two threads at once, on each of them
 */
record Scalability(double alone, double two) {

    private double growth() {
        return Math.max(0, two / alone - 1);
    }

    double ifTheyQueue(int threads) {
        return alone * (1 + growth() * (threads - 1));
    }

    double ifTheyShareLines(int threads) {
        return alone * (1 + growth() / 2 * threads * (threads - 1));
    }

    /** In nanoseconds per operation on each thread. */
    String predicted(int threads) {
        return "predicted from 1 and 2 threads: " + Numbers.number(ifTheyQueue(threads)) + " to "
                + Numbers.number(ifTheyShareLines(threads)) + " ns";
    }
}
