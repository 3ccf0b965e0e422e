package dev.curfew.examples;

import dev.curfew.Context;
import dev.curfew.concurrent.TaskGroup;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stages that pass numbers through short queues. A stage that fails ends the others, which wait for the queues. */
public final class Pipeline {

    private static final int END = -1;

    private Pipeline() {}

    private static long sumOfSquares(Context request, ExecutorService threads, int last)
            throws ExecutionException, InterruptedException {
        BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(2);
        BlockingQueue<Integer> squares = new ArrayBlockingQueue<>(2);
        try (TaskGroup stages = TaskGroup.failFast(request, threads)) {
            stages.run(context -> {
                for (int number = 1; number <= last; number++) {
                    numbers.put(number);
                }
                numbers.put(END);
            });
            stages.run(context -> {
                for (int number = numbers.take(); number != END; number = numbers.take()) {
                    squares.put(Math.multiplyExact(number, number));
                }
                squares.put(END);
            });
            TaskGroup.Task<Long> sum = stages.fork(context -> {
                long total = 0;
                for (int square = squares.take(); square != END; square = squares.take()) {
                    total += square;
                }
                return total;
            });
            stages.join();
            return sum.get();
        }
    }

    /** Adds a hundred squares, and then more than fit. */
    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            System.out.println("sum: " + sumOfSquares(Context.background(), threads, 100));
            throw new AssertionError(sumOfSquares(Context.background(), threads, Integer.MAX_VALUE));
        } catch (ExecutionException e) {
            System.out.println("no sum: " + e.getCause());
        } finally {
            threads.shutdown(); // no stage holds a thread
        }
    }
}
