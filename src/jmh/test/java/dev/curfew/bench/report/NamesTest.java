package dev.curfew.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.run.Effort;
import dev.curfew.bench.run.Row;
import dev.curfew.bench.run.Suite;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Param;

/** The names in suites, targets and headline are those of benchmarks: a rename cannot take a row out of the report. */
class NamesTest {

    @ParameterizedTest
    @EnumSource
    void eachRowOfASuiteIsABenchmark(Effort effort) throws ClassNotFoundException {
        for (Row row : effort.rows()) {
            Class<?> benchmark = Class.forName(Row.PACKAGE + row.className());
            assertTrue(Question.BENCHMARKS.contains(benchmark), row + " is of no question");
            assertTrue(methods(benchmark).contains(row.method()), row + " is no method");
            Set<String> params = params(benchmark);
            row.params().keySet().forEach(param -> assertTrue(params.contains(param), row + ": no " + param));
            if (!row.question().equals("Inbox") && !row.impl().isEmpty()) {
                Alternative.of(row.impl());
            }
        }
    }

    private static Set<String> methods(Class<?> benchmark) {
        return Arrays.stream(benchmark.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(method -> method.isAnnotationPresent(Group.class)
                        ? method.getAnnotation(Group.class).value()
                        : method.getName())
                .collect(Collectors.toSet());
    }

    /** Of the benchmark and of its states. */
    private static Set<String> params(Class<?> benchmark) {
        return Stream.concat(Stream.of(benchmark), Arrays.stream(benchmark.getDeclaredClasses()))
                .flatMap(state -> Arrays.stream(state.getDeclaredFields()))
                .filter(NamesTest::isParam)
                .map(Field::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isParam(AnnotatedElement field) {
        return field.isAnnotationPresent(Param.class);
    }

    /** A run in which all rows of the full suite were measured. */
    private static Run fullRun() throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Row row : Suite.select(Effort.FULL.rows(), "", null)) {
            Map<String, Object> metric = Map.of("rawData", List.of(List.of(1.0, 1.1, 1.2)), "score", 1.0);
            Map<String, Object> others = new LinkedHashMap<>();
            others.put("gc.alloc.rate.norm", metric);
            Results.METRICS.getOrDefault(row.method(), List.of()).forEach(name -> others.put(name, metric));
            rows.add(Map.of(
                    "benchmark",
                    Row.PACKAGE + row.className() + "." + row.method(),
                    "threads",
                    row.threads(),
                    "params",
                    row.params(),
                    "primaryMetric",
                    metric,
                    "secondaryMetrics",
                    others));
        }
        Path directory = Files.createTempDirectory("curfew-names");
        Files.writeString(directory.resolve(Run.RESULTS), new Gson().toJson(rows));
        return Run.read(directory);
    }

    @Test
    void eachTargetHasARowInTheFullSuite() throws IOException {
        assertEquals(List.of(), Targets.notMeasured(new LinkedHashMap<>(cases(fullRun()))));
    }

    private static Map<Case.Key, Case> cases(Run run) {
        return run.cases().stream().collect(Collectors.toMap(Case::key, one -> one));
    }

    @Test
    void eachLineOfTheHeadlineHasARowInTheFullSuite() throws IOException {
        Run run = fullRun();
        for (Headline.Line line : Headline.LINES) {
            assertTrue(run.find(line.key()).isPresent(), line.text());
        }
    }
}
