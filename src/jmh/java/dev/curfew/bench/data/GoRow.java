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
 * @param runs the nanoseconds of an operation in each process
 */
public record GoRow(
        String benchmark,
        Map<String, String> params,
        int threads,
        @Nullable Double bytes,
        List<Double> runs) {

    public static final String FILE = "go.json";
    /** The field of the file that has the version of Go. */
    public static final String VERSION = "go";

    public static final String ROWS = "rows";
}
