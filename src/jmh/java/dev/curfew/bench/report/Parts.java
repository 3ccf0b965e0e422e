package dev.curfew.bench.report;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.curfew.bench.data.Facts;
import dev.curfew.bench.data.GoRow;
import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured beside the rows of JMH, as far as it is of the same commit, JDK and collector. Go has no JVM, and
 * the matrix has JVMs of its own: for these two the commit alone is compared. So it is for files of runs before
 * 2026-11-23, which do not name their JDK.
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
        parts.read(directory.resolve(GoRow.FILE), List.of(Facts.COMMIT));
        for (Probe probe : Probe.values()) {
            List<String> same =
                    probe == Probe.MATRIX ? List.of(Facts.COMMIT) : List.of(Facts.COMMIT, Facts.JDK, Facts.GC);
            parts.read(directory.resolve(probe.file()), same);
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

    /** Empty if the probe was not run. */
    Optional<ProbeResult> get(Probe probe) {
        return Optional.ofNullable(taken.get(probe.file())).map(part -> new Gson().fromJson(part, ProbeResult.class));
    }

    List<GoRow> go() {
        return taken.containsKey(GoRow.FILE)
                ? List.of(new Gson().fromJson(taken.get(GoRow.FILE).get(GoRow.ROWS), GoRow[].class))
                : List.of();
    }

    /** Empty without rows of Go. */
    Optional<String> goVersion() {
        return Optional.ofNullable(taken.get(GoRow.FILE))
                .map(go -> go.get(GoRow.VERSION).getAsString());
    }

    /** Why a file is not shown. Empty if it is shown, or is not there. */
    Optional<String> whyLeftOut(String file) {
        return Optional.ofNullable(leftOut.get(file));
    }

    /** The names of the files that are shown. */
    List<String> files() {
        return List.copyOf(taken.keySet());
    }

    /** Each part that has a fact of this name, with the fact. */
    List<String> with(String fact) {
        List<String> lines = new ArrayList<>();
        taken.forEach((file, part) -> {
            if (part.has(fact)) {
                lines.add(file.replace(".json", "") + " " + part.get(fact).getAsString());
            }
        });
        return lines;
    }
}
