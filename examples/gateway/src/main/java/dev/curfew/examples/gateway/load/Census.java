package dev.curfew.examples.gateway.load;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many instances of each of the library's and the gateway's classes were on the heap after a full collection.
 *
 * @param instances by the name of the class, without {@code dev.curfew}; all lambdas of a class are one
 */
record Census(SortedMap<String, Long> instances) {

    private static final String LIBRARY = "dev.curfew.";
    /** What there is when nobody but the one who asks is connected. */
    static final Map<String, Long> ALONE = Map.of(
            "examples.gateway.Session", 1L,
            "examples.gateway.Exchange", 1L,
            "examples.gateway.Search", 0L,
            "examples.gateway.SourceCall", 0L,
            "examples.gateway.Order", 0L,
            "examples.gateway.Order$Ticket", 0L);

    private static final Pattern LAMBDA = Pattern.compile("\\$\\$Lambda.*");

    static Census of(JsonObject json) {
        SortedMap<String, Long> instances = new TreeMap<>();
        json.entrySet().forEach(entry -> {
            String name = LAMBDA.matcher(entry.getKey()).replaceFirst(" lambda");
            String shortName = name.startsWith(LIBRARY) ? name.substring(LIBRARY.length()) : name;
            instances.merge(shortName, entry.getValue().getAsLong(), Long::sum);
        });
        return new Census(instances);
    }

    /**
     * Whether the connection that asks is all there is.
     *
     * @throws DemoFailure if the gateway no longer counts one of the classes
     */
    boolean isQuiet() {
        return ALONE.entrySet().stream().allMatch(alone -> instances(alone.getKey()) == alone.getValue());
    }

    /** For what has kept it from being quiet. */
    String others() {
        return ALONE.keySet().stream().map(name -> instances(name) + " " + name).collect(Collectors.joining(", "));
    }

    private long instances(String name) {
        Long count = instances.get(name);
        if (count == null) {
            throw new DemoFailure("the gateway's census does not count " + name);
        }
        return count;
    }

    long count(Remains kind) {
        return instances.entrySet().stream()
                .filter(entry -> Remains.of(entry.getKey()) == kind)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Of each class, as many as were there both times. */
    Census least(Census other) {
        SortedMap<String, Long> least = new TreeMap<>();
        instances.forEach((name, count) -> least.put(name, Math.min(count, other.instances.getOrDefault(name, 0L))));
        return new Census(least);
    }

    /** What there is more of than there was then, and how many. */
    SortedMap<String, Long> since(Census then) {
        SortedMap<String, Long> more = new TreeMap<>();
        instances.forEach((name, count) -> {
            long added = count - then.instances.getOrDefault(name, 0L);
            if (added > 0) {
                more.put(name, added);
            }
        });
        return more;
    }
}
