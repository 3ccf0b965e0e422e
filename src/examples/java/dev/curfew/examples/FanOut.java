package dev.curfew.examples;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Asks three replicas and takes the first answer; the others stop, wherever they are. */
public final class FanOut {

    private FanOut() {}

    /** Prints who won, and that the others noticed. */
    public static void main(String[] args) {
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try (CancelContext query = Context.background().withCancel()) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            List<CompletableFuture<String>> replicas = List.of("one", "two", "three").stream()
                    .map(name -> CompletableFuture.supplyAsync(() -> ask(query, name, answer), executor))
                    .toList();
            System.out.println("answer: " + answer.join());
            query.cancel();
            replicas.forEach(replica -> System.out.println(replica.join()));
        } finally {
            executor.shutdown();
        }
    }

    private static String ask(Context query, String name, CompletableFuture<String> answer) {
        int rowsToRead = name.equals("two") ? 100_000 : Integer.MAX_VALUE;
        for (int row = 0; row < rowsToRead; row++) {
            if (query.isDone()) {
                return name + " stopped: " + query.err();
            }
            Thread.onSpinWait();
        }
        answer.complete(name);
        return name + " answered";
    }
}
