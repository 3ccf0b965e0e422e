package dev.curfew.examples.gateway.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All rounds of a core, in the figures that are shown: table, page and file have no others.
 *
 * @param timers who sees to its deadlines
 * @param offeredPerSecond requests whose answer somebody waits for
 * @param answeredPerSecond before the load's end: a gateway that falls behind answers the rest later
 * @param searches how they ended
 * @param latencies at the clients, by {@link Latency#title}
 * @param deadlineLateness in the gateway, from the deadline to the action that is told of it, when a timer saw to it
 * @param polledLateness the same, when somebody who asked saw that the deadline had passed
 * @param workMillis what the backends were asked to do
 * @param workSavedMillis what they did not do of it, because nobody wanted it any more
 * @param bytesPerRequest allocated by the gateway's process
 * @param cpuMicrosPerRequest used by the gateway's process
 * @param queued requests that waited for a connection
 * @param answers how often each kind of operation got which status
 */
record CoreResult(
        String core,
        String timers,
        double offeredPerSecond,
        double answeredPerSecond,
        Outcomes.SearchAnswers searches,
        Map<String, Distribution> latencies,
        Distribution deadlineLateness,
        Distribution polledLateness,
        double workMillis,
        double workSavedMillis,
        double cut,
        double hedged,
        double bytesPerRequest,
        double cpuMicrosPerRequest,
        double gcPauses,
        double gcPauseMillis,
        double gcPauseMaxMillis,
        long vanished,
        long queued,
        long errors,
        Map<String, Map<Integer, Long>> answers) {

    static CoreResult of(String core, Settings settings, List<RoundResult> rounds) {
        Outcomes all = Outcomes.sum(rounds.stream().map(RoundResult::outcomes).toList());
        double seconds = (double) settings.seconds() * rounds.size();
        return new CoreResult(
                core,
                settings.timersOf(core),
                all.offeredCount() / seconds,
                all.answeredInTimeCount() / seconds,
                all.searchAnswers(),
                latencies(all),
                Distribution.worst(rounds, "lateness_us"),
                Distribution.worst(rounds, "lateness_polled_us"),
                sum(rounds, "backend_work_ms"),
                sum(rounds, "backend_work_saved_ms"),
                sum(rounds, "cut"),
                sum(rounds, "hedged"),
                sum(rounds, "allocated_bytes") / requests(rounds),
                rounds.stream()
                                .mapToDouble(round -> round.cpuTime().toNanos() / 1e3)
                                .sum()
                        / requests(rounds),
                sum(rounds, "gc_pauses"),
                sum(rounds, "gc_pause_ms"),
                rounds.stream()
                        .mapToDouble(round -> round.after().number("gc_pause_max_ms"))
                        .max()
                        .orElse(0),
                all.vanishedCount(),
                all.queuedCount(),
                all.errors().values().stream().mapToLong(Long::longValue).sum(),
                answers(all));
    }

    private static Map<String, Distribution> latencies(Outcomes outcomes) {
        Map<String, Distribution> latencies = new LinkedHashMap<>();
        for (Latency latency : Latency.values()) {
            latencies.put(latency.title(), Distribution.of(outcomes.latencies(latency)));
        }
        return latencies;
    }

    private static Map<String, Map<Integer, Long>> answers(Outcomes outcomes) {
        Map<String, Map<Integer, Long>> answers = new TreeMap<>();
        outcomes.answers().forEach((kind, statuses) -> answers.put(Settings.lowerCase(kind), statuses));
        return answers;
    }

    private static double sum(List<RoundResult> rounds, String counter) {
        return rounds.stream().mapToDouble(round -> round.rise(counter)).sum();
    }

    private static double requests(List<RoundResult> rounds) {
        return rounds.stream()
                .mapToLong(round -> round.after().requests() - round.before().requests())
                .sum();
    }

    Distribution latency(Latency latency) {
        return latencies.get(latency.title());
    }

    double savedPercent() {
        return 100 * workSavedMillis / workMillis;
    }
}
