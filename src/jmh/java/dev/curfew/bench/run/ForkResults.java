package dev.curfew.bench.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.WorkloadParams;

/** The results of a row, measured with a run of JMH for each fork, as one result of JMH with all forks. */
final class ForkResults {

    /** By the name of the benchmark: one of JMH's patterns may include several. */
    private final Map<String, List<BenchmarkResult>> forks = new LinkedHashMap<>();

    void add(RunResult fork) {
        forks.computeIfAbsent(fork.getParams().getBenchmark(), name -> new ArrayList<>())
                .addAll(fork.getBenchmarkResults());
    }

    List<RunResult> merged() {
        return forks.values().stream().map(ForkResults::merge).toList();
    }

    private static RunResult merge(List<BenchmarkResult> ofForks) {
        return new RunResult(withForks(ofForks.get(0).getParams(), ofForks.size()), ofForks);
    }

    private static BenchmarkParams withForks(BenchmarkParams one, int forks) {
        WorkloadParams params = new WorkloadParams();
        for (String key : one.getParamsKeys()) {
            params.put(key, one.getParam(key), params.keys().size());
        }
        return new BenchmarkParams(
                one.getBenchmark(),
                one.generatedBenchmark(),
                one.shouldSynchIterations(),
                one.getThreads(),
                one.getThreadGroups(),
                one.getThreadGroupLabels(),
                forks,
                one.getWarmupForks(),
                one.getWarmup(),
                one.getMeasurement(),
                one.getMode(),
                params,
                one.getTimeUnit(),
                one.getOpsPerInvocation(),
                one.getJvm(),
                one.getJvmArgs(),
                one.getJdkVersion(),
                one.getVmName(),
                one.getVmVersion(),
                one.getJmhVersion(),
                one.getTimeout());
    }
}
