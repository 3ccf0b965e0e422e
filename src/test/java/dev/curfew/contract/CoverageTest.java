package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.curfew.kit.ChildJvm;
import dev.curfew.kit.GoTest;
import dev.curfew.kit.Semantic;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whether every number of {@code docs/contract.md}, and every test of Go's package, has a test in {@link #PACKAGES}. */
class CoverageTest {

    private static final Path CONTRACT = Path.of("docs", "contract.md");
    /** Those of the suites: that of the cores, and those of what stands on the cores. */
    private static final List<String> PACKAGES =
            List.of("dev.curfew.contract", "dev.curfew.concurrent", "dev.curfew.jdk");
    /** A numbered sentence begins with its number and its name. */
    private static final Pattern NUMBERED = Pattern.compile("(\\d+)\\. \\*\\*.*");

    /** The tests of x_test.go, context_test.go, afterfunc_test.go and net_test.go, 2026-02, and the examples. */
    private static final List<String> GO_TESTS = List.of(
            "TestBackground",
            "TestTODO",
            "TestWithCancel",
            "TestParentFinishesChild",
            "TestChildFinishesFirst",
            "TestCancelRemoves",
            "TestCustomContextGoroutines",
            "TestDeadline",
            "TestTimeout",
            "TestCanceledTimeout",
            "TestValues",
            "TestAllocs",
            "TestSimultaneousCancels",
            "TestInterlockedCancels",
            "TestLayersCancel",
            "TestLayersTimeout",
            "TestWithCancelCanceledParent",
            "TestWithCancelSimultaneouslyCanceledParent",
            "TestWithValueChecksKey",
            "TestInvalidDerivedFail",
            "TestDeadlineExceededSupportsTimeout",
            "TestCauseRace",
            "TestWithoutCancel",
            "TestCustomContextPropagation",
            "TestCustomContextCause",
            "TestAfterFuncCalledAfterCancel",
            "TestAfterFuncCalledAfterTimeout",
            "TestAfterFuncCalledImmediately",
            "TestAfterFuncNotCalledAfterStop",
            "TestAfterFuncCalledAsynchronously",
            "TestContextErrDoneRace",
            "TestCustomContextAfterFuncCancel",
            "TestCustomContextAfterFuncTimeout",
            "TestCustomContextAfterFuncAfterFunc",
            "TestCustomContextAfterFuncUnregisterCancel",
            "TestCustomContextAfterFuncUnregisterTimeout",
            "TestCustomContextAfterFuncUnregisterAfterFunc",
            "TestDeadlineExceededIsNetError",
            "ExampleWithCancel",
            "ExampleWithDeadline",
            "ExampleWithTimeout",
            "ExampleWithValue",
            "ExampleAfterFunc_cond",
            "ExampleAfterFunc_connection",
            "ExampleAfterFunc_merge");

    private static final int CASES_OF_TEST_CAUSE = 23;

    @Test
    void everyTestOfGoHasACounterpart() throws Exception {
        Set<String> counterparts = new TreeSet<>();
        for (AnnotatedElement element : elements()) {
            GoTest model = element.getAnnotation(GoTest.class);
            if (model != null) {
                counterparts.addAll(List.of(model.value()));
            }
        }
        Set<String> missing = new TreeSet<>(GO_TESTS);
        missing.removeAll(counterparts);
        assertEquals(Set.of(), missing, "tests of Go without a counterpart");
        assertEquals(
                CASES_OF_TEST_CAUSE,
                counterparts.stream()
                        .filter(name -> name.startsWith("TestCause/"))
                        .count());
        Set<String> unknown = counterparts.stream()
                .filter(name -> !name.startsWith("TestCause/") && !name.startsWith("source: "))
                .filter(name -> !GO_TESTS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), unknown, "counterparts of what Go does not have");
    }

    @Test
    void everyNumberOfTheContractIsTested() throws Exception {
        Set<Integer> tested = new TreeSet<>();
        for (AnnotatedElement element : elements()) {
            Semantic semantic = element.getAnnotation(Semantic.class);
            if (semantic != null) {
                Arrays.stream(semantic.value()).forEach(tested::add);
            }
        }
        assertEquals(Set.copyOf(numbers()), tested);
    }

    @Test
    void theContractIsNumberedFromOneOn() throws Exception {
        List<Integer> numbers = numbers();
        assertFalse(numbers.isEmpty());
        assertEquals(IntStream.rangeClosed(1, numbers.size()).boxed().toList(), numbers);
    }

    private static List<Integer> numbers() throws IOException {
        return Files.readAllLines(CONTRACT).stream()
                .map(NUMBERED::matcher)
                .filter(Matcher::matches)
                .map(line -> Integer.valueOf(line.group(1)))
                .toList();
    }

    /** The classes of the packages and their methods. */
    private static List<AnnotatedElement> elements() throws Exception {
        List<AnnotatedElement> elements = new ArrayList<>();
        for (String name : PACKAGES) {
            List<AnnotatedElement> found = elementsOf(name);
            assertFalse(found.isEmpty(), name);
            elements.addAll(found);
        }
        return elements;
    }

    private static List<AnnotatedElement> elementsOf(String packageName) throws Exception {
        Path folder = ChildJvm.location(CoverageTest.class).resolve(packageName.replace('.', '/'));
        List<AnnotatedElement> elements = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class")) {
                    Class<?> type =
                            Class.forName(packageName + "." + name.substring(0, name.length() - ".class".length()));
                    elements.add(type);
                    elements.addAll(List.<Method>of(type.getDeclaredMethods()));
                }
            }
        }
        return elements;
    }
}
