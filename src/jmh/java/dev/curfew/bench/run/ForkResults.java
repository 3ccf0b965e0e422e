package dev.curfew.bench.run;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.WorkloadParams;

/** The results of a row, measured with a run of JMH for each fork, as one result of JMH with all forks. */
final class ForkResults {

    private final List<BenchmarkResult> forks = new ArrayList<>();

    void add(RunResult fork) {
        forks.addAll(fork.getBenchmarkResults());
    }

    int count() {
        return forks.size();
    }

    RunResult merged() {
        return new RunResult(withForks(forks.get(0).getParams(), forks.size()), forks);
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
