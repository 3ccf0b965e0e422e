package dev.curfew.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.curfew.bench.report.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is measured without JMH. Each writes a file of JSON, of which the report knows {@code bars}: objects of {@code bar},
 * {@code measured} and {@code outcome}.
 */
public enum Harness {
    /** Percentiles under a fixed rate. */
    TAIL("Tail latency"),
    /** Bytes, live and retained. */
    MEMORY("Memory"),
    /** How late deadlines fire. */
    LATENESS("Lateness of deadlines"),
    /** Its share of a core. */
    OWNER("The wheel's own thread"),
    /** Collectors and JDKs. */
    MATRIX("Collectors and JDKs");

    private final String title;

    Harness(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    String file() {
        return name().toLowerCase(Locale.ROOT) + ".json";
    }

    String command() {
        return "make bench-" + name().toLowerCase(Locale.ROOT);
    }

    List<Verdict> verdicts(JsonObject result) {
        List<Verdict> verdicts = new ArrayList<>();
        JsonArray bars = result.getAsJsonArray("bars");
        if (bars != null) {
            for (JsonElement element : bars) {
                JsonObject bar = element.getAsJsonObject();
                verdicts.add(new Verdict(
                        title,
                        bar.get("bar").getAsString(),
                        bar.get("measured").getAsString(),
                        Outcome.valueOf(bar.get("outcome").getAsString())));
            }
        }
        return verdicts;
    }
}
