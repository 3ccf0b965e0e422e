package dev.curfew.examples.gateway.load;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Both cores under the same load.
 *
 * @param command to do the same again
 * @param failures what nobody asked for, and what was left; empty if all is well
 * @param noise why the figures say little; empty if they do
 * @param lateness what makes the difference in when deadlines are seen
 */
record Comparison(
        String date,
        String machine,
        String command,
        String load,
        List<CoreResult> cores,
        List<Remainder> remainders,
        List<String> failures,
        String noise,
        List<String> reading,
        String lateness) {

    private static final double NOISY_MILLIS = 10;
    private static final List<String> READING = List.of(
            "Times count from when a request should have been sent, so they include the wait for what stalls (coordinated "
                    + "omission is corrected) and the generator's own lateness. How late it sends has a row of its own; how "
                    + "late it receives has none, and is in all the others.",
            "The rate is given, so throughput tells the cores apart only if one falls behind. A search takes as long as "
                    + "its slowest backend or its timeout, an order as long as matching: that is most of what the "
                    + "percentiles show. Most of the CPU time is Netty's and the kernel's, and the load shares the "
                    + "machine's cores with the gateway.",
            "The core shows in the bytes and the CPU time of a request, and in when deadlines are seen. What the cores "
                    + "themselves take is measured by 'make bench'.",
            "Work that was cut is not all gain: a hedge asks for work in addition, and the slower of the two is cut. A core "
                    + "under which searches take longer hedges and cuts more.");
    private static final String LATENESS =
            "A tick of %s ns is the choice made for the lock-free core's wheel (finer: more "
                    + "wake-ups); the mutex core has a timer for each deadline. Of several rounds the worst.";

    /** What a round left. */
    record Remainder(String core, int round, Map<String, Proof.Count> counts, Map<String, Long> left) {

        static Remainder of(RoundResult round) {
            Map<String, Proof.Count> counts = new LinkedHashMap<>();
            for (Remains kind : Remains.values()) {
                counts.put(Settings.lowerCase(kind), round.proof().count(kind));
            }
            return new Remainder(
                    round.core(), round.number(), counts, round.proof().left());
        }
    }

    static Comparison of(Settings settings, List<RoundResult> rounds) {
        List<CoreResult> cores = Settings.CORES.stream()
                .map(core -> CoreResult.of(
                        core,
                        settings,
                        rounds.stream()
                                .filter(round -> round.core().equals(core))
                                .toList()))
                .toList();
        return new Comparison(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                Runtime.getRuntime().availableProcessors() + " cores, JDK " + System.getProperty("java.vm.version")
                        + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version"),
                settings.command(),
                String.format(
                        Locale.ROOT,
                        "%,d operations/s by a second process on the same machine, backends %s, rounds of %d s, each warmed up alike: %s",
                        settings.rate(),
                        Settings.lowerCase(settings.backends()),
                        settings.seconds(),
                        String.join(", ", settings.turns())),
                cores,
                rounds.stream().map(Remainder::of).toList(),
                rounds.stream().flatMap(round -> round.failures().stream()).toList(),
                noise(cores),
                READING,
                LATENESS.formatted(settings.tick()));
    }

    private static String noise(List<CoreResult> cores) {
        double late = cores.stream()
                .mapToDouble(core -> core.latency(Latency.GENERATOR).p99())
                .max()
                .orElse(0);
        return late <= NOISY_MILLIS
                ? ""
                : String.format(
                        Locale.ROOT,
                        "the load generator was %.0f ms late (p99). The machine has other work, or does not hold this rate: "
                                + "what is in the times is the wait for a core.",
                        late);
    }

    /** A file with all figures, and a page that needs nothing else. */
    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("comparison.json"),
                new GsonBuilder().setPrettyPrinting().create().toJson(this));
        Files.writeString(directory.resolve("comparison.html"), ComparisonPage.of(this));
    }
}
