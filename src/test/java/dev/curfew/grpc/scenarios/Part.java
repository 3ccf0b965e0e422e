package dev.curfew.grpc.scenarios;

import dev.curfew.kit.Background;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The client or the server of a {@link Play}. What its calls throw or return is one trace, what it hears in callbacks
 * is another: the order within each is determined, the order between them is not.
 */
abstract class Part {

    private static final Set<String> NOT_THE_APPLICATIONS = Set.of("content-type", "user-agent", "te", Wrapping.NAME);

    private final List<String> did = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Map<String, Runnable> reactions = new ConcurrentHashMap<>();

    /** Does something, in words, and notes what it throws. */
    final void tries(String words, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            did.add(words + " throws " + e.getClass().getSimpleName());
        }
    }

    final void note(String words) {
        did.add(words);
    }

    /** A callback, named by the first word. It counts as heard when the reaction to it is over. */
    final void hear(String event) {
        try {
            react(event.split(" ", 2)[0]);
        } finally {
            heard.add(event);
        }
    }

    final void react(String callback) {
        Runnable reaction = reactions.get(callback);
        if (reaction != null) {
            reaction.run();
        }
    }

    final void reacts(String callback, Runnable reaction) {
        reactions.put(callback, reaction);
    }

    final boolean hasHeard(String event) {
        return heard.stream().anyMatch(each -> each.startsWith(event));
    }

    /** Waits until an event that begins like this has been heard so many times. */
    final void awaitHeard(String event, int times) {
        Background.until(
                "heard: " + event + "; but: " + heard,
                () -> heard.stream().filter(each -> each.startsWith(event)).count() >= times);
    }

    final String trace() {
        return did + "\n" + heard;
    }

    // ---- words

    /** Numbers are of times and ports. */
    static String words(Status status) {
        String description = status.getDescription();
        String cause = status.getCause() == null
                ? ""
                : " because of " + status.getCause().getClass().getSimpleName();
        return status.getCode() + " " + (description == null ? "" : masked(description)) + cause;
    }

    static String masked(String text) {
        return text.replaceAll("(?s)((?i)deadline.* exceeded).*", "$1").replaceAll("[0-9]+", "#");
    }

    /** What applications put in. */
    static String words(Metadata metadata) {
        StringBuilder words = new StringBuilder();
        for (String name : new TreeSet<>(metadata.keys())) {
            if (name.startsWith("grpc-") || NOT_THE_APPLICATIONS.contains(name)) {
                continue;
            }
            if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                metadata.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER))
                        .forEach(bytes ->
                                words.append(' ').append(name).append('=').append(List.of(bytes.length, bytes[0])));
            } else {
                metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))
                        .forEach(text ->
                                words.append(' ').append(name).append('=').append(text));
            }
        }
        return words.toString();
    }

    /** Long ones by their length. */
    static String words(String message) {
        return message.length() > 100 ? "of " + message.length() : message;
    }
}
