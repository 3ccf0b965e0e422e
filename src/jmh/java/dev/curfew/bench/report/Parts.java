package dev.curfew.bench.report;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured beside JMH's rows, as far as it is of the same code in the same JVM: of the same commit, JDK and
 * collector. Go and the matrix have JVMs of their own, or none. Files written before they named their JDK are held
 * against the commit alone, which is then as old.
 */
final class Parts {

    private final Facts facts;
    /** By file. */
    private final Map<String, JsonObject> taken = new LinkedHashMap<>();

    private final Map<String, String> leftOut = new LinkedHashMap<>();

    private Parts(Facts facts) {
        this.facts = facts;
    }

    static Parts read(Path directory, Facts facts) throws IOException {
        Parts parts = new Parts(facts);
        parts.read(directory.resolve(Run.GO), List.of(Facts.COMMIT));
        for (Harness harness : Harness.values()) {
            List<String> same =
                    harness == Harness.MATRIX ? List.of(Facts.COMMIT) : List.of(Facts.COMMIT, Facts.JDK, Facts.GC);
            parts.read(directory.resolve(harness.file()), same);
        }
        return parts;
    }

    private void read(Path file, List<String> same) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String name = file.getFileName().toString();
        JsonObject part = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        for (String fact : same) {
            String its = part.has(fact) ? part.get(fact).getAsString() : "";
            boolean isOld = its.isEmpty() && !fact.equals(Facts.COMMIT);
            if (!isOld && !its.equals(facts.of(fact))) {
                leftOut.put(name, "measured on " + (its.isEmpty() ? "an unknown " + fact : its) + ", left out");
                return;
            }
        }
        taken.put(name, part);
    }

    Optional<JsonObject> get(String file) {
        return Optional.ofNullable(taken.get(file));
    }

    /** Why it is not shown; empty if it is, or is not there. */
    Optional<String> whyLeftOut(String file) {
        return Optional.ofNullable(leftOut.get(file));
    }

    /** The names of the files that are shown. */
    List<String> files() {
        return List.copyOf(taken.keySet());
    }

    /** Lines for those that were narrowed. */
    List<String> narrowed() {
        return said(Facts.NARROWED);
    }

    /** Lines for those of a busy machine. */
    List<String> noisy() {
        return said(Facts.NOISY);
    }

    private List<String> said(String fact) {
        List<String> lines = new ArrayList<>();
        taken.forEach((file, part) -> {
            if (part.has(fact)) {
                lines.add(file.replace(".json", "") + " " + part.get(fact).getAsString());
            }
        });
        return lines;
    }
}
