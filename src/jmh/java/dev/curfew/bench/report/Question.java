package dev.curfew.bench.report;

import dev.curfew.bench.jmh.AcrossThreadsBenchmark;
import dev.curfew.bench.jmh.ActionBenchmark;
import dev.curfew.bench.jmh.ByHandBenchmark;
import dev.curfew.bench.jmh.CancelTreeBenchmark;
import dev.curfew.bench.jmh.ChildBenchmark;
import dev.curfew.bench.jmh.FloorBenchmark;
import dev.curfew.bench.jmh.GroupBenchmark;
import dev.curfew.bench.jmh.InboxBenchmark;
import dev.curfew.bench.jmh.LeaseBenchmark;
import dev.curfew.bench.jmh.MergeBenchmark;
import dev.curfew.bench.jmh.PatternBenchmark;
import dev.curfew.bench.jmh.PollBenchmark;
import dev.curfew.bench.jmh.RequestBenchmark;
import dev.curfew.bench.jmh.ScheduleBenchmark;
import dev.curfew.bench.jmh.ScopeBenchmark;
import dev.curfew.bench.jmh.Shown;
import dev.curfew.bench.jmh.StallBenchmark;
import dev.curfew.bench.jmh.TimeoutBenchmark;
import dev.curfew.bench.jmh.ValueBenchmark;
import dev.curfew.bench.jmh.WakeBenchmark;
import dev.curfew.bench.jmh.WheelBenchmark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A block of the report: the cases of one benchmark class. */
record Question(String name, String title, String note, List<Case> cases) {

    /** What the machine does at best. The report shows it apart. */
    static final String FLOOR = nameOf(FloorBenchmark.class);

    /** In the order of the report. */
    static final List<Class<?>> BENCHMARKS = List.of(
            RequestBenchmark.class,
            ScopeBenchmark.class,
            PollBenchmark.class,
            ChildBenchmark.class,
            PatternBenchmark.class,
            AcrossThreadsBenchmark.class,
            TimeoutBenchmark.class,
            WheelBenchmark.class,
            StallBenchmark.class,
            WakeBenchmark.class,
            InboxBenchmark.class,
            ActionBenchmark.class,
            CancelTreeBenchmark.class,
            ValueBenchmark.class,
            MergeBenchmark.class,
            LeaseBenchmark.class,
            ScheduleBenchmark.class,
            GroupBenchmark.class,
            ByHandBenchmark.class,
            FloorBenchmark.class);

    private static String nameOf(Class<?> benchmark) {
        return benchmark.getSimpleName().replace("Benchmark", "");
    }

    /** The blocks of a run. Benchmarks that are no more come last. */
    static List<Question> of(List<Case> cases) {
        Map<String, Question> byName = new LinkedHashMap<>();
        for (Class<?> benchmark : BENCHMARKS) {
            Shown shown = benchmark.getAnnotation(Shown.class);
            String name = nameOf(benchmark);
            byName.put(name, new Question(name, shown.title(), shown.note(), new ArrayList<>()));
        }
        for (Case one : cases) {
            byName.computeIfAbsent(one.question(), name -> new Question(name, name, "", new ArrayList<>()))
                    .cases
                    .add(one);
        }
        return byName.values().stream()
                .filter(question -> !question.cases.isEmpty())
                .toList();
    }

    boolean isFloor() {
        return name.equals(FLOOR);
    }
}
