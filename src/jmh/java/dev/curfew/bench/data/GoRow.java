package dev.curfew.bench.data;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of Go's own context in one benchmark, a row of {@code go.json}. Its fields are those of the file.
 *
 * @param benchmark as {@code Child.lifo}
 * @param params as {@code parent} and {@code standing}
 * @param bytes allocated by an operation; null if Go does not tell
 * @param impl the id of the alternative, which says how much heap Go has; null in files of the runs before 2026-11-28
 * @param runs the nanoseconds of an operation in each process
 */
public record GoRow(
        String benchmark,
        Map<String, String> params,
        int threads,
        @Nullable String impl,
        @Nullable Double bytes,
        List<Double> runs) {

    public static final String FILE = "go.json";
    /** The field of the file that has the version of Go, and how each series of rows collects. */
    public static final String VERSION = "go";

    public static final String ROWS = "rows";

    public Alternative alternative() {
        return impl == null ? Alternative.GO : Alternative.of(impl);
    }
}
