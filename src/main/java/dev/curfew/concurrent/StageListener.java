package dev.curfew.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Listens to a stage without being kept by it for longer than needed. */
final class StageListener {

    private StageListener() {}

    /**
     * Gives the outcome of a stage to a listener, on the thread that completes the stage, or on this thread if it is
     * complete. The completion of {@code release} ends the listening, on the thread that completes it.
     *
     * <p>A stage keeps what {@code whenComplete} registers until it is complete. It releases what {@code acceptEither}
     * registers when the other stage completes first: {@link CompletableFuture} removes a dependent that is dead, in
     * time proportional to the number of its dependents. If two dependents that are neighbours die at the same moment,
     * one of them may stay; it refers to nothing.
     */
    static <T extends @Nullable Object> void listen(
            CompletionStage<T> stage,
            CompletableFuture<? extends T> release,
            BiConsumer<? super T, ? super @Nullable Throwable> listener) {
        stage.acceptEither(release, either -> {}).whenComplete((nothing, failure) -> {
            if (!release.isDone()) {
                // Complete by now. The outcome above may be wrapped in another exception.
                stage.whenComplete(listener);
            }
        });
    }
}
