package dev.curfew.grpc.scenarios;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What client and server do with a call, in words and as steps. The steps wait for what must have happened before the
 * next.
 */
record Scenario(String words, Consumer<Play> steps) {

    static List<Scenario> all() {
        return Stream.of(Answers.all(), Misuses.all(), Cancels.all(), Limits.all(), Surroundings.all(), Waiting.all())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public String toString() {
        return words;
    }
}
