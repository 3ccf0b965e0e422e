package dev.curfew.bench.run;

import com.google.gson.Gson;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A JVM that measures one thing: the heap and the compiled code of another measurement do not count. It hands its
 * result back in a line of JSON.
 */
public final class Fork {

    private static final String REPORT = "report: ";

    private Fork() {}

    /** Called in the fork: hands the result back, and ends the fork. */
    public static void report(Object result) {
        System.out.println(REPORT + new Gson().toJson(result));
        // The threads of timers may not be daemons.
        System.exit(0);
    }

    /**
     * Runs a main class that ends with {@link #report}.
     *
     * @param jvmArgs come before the {@linkplain Subprocess#inheritedArgs inherited ones}, which prevail
     * @param log gets what else the fork prints
     * @return nothing if the fork failed or took too long
     */
    public static <T> Optional<T> run(
            Class<?> main, List<String> jvmArgs, Duration limit, Consumer<String> log, Class<T> result, String... args)
            throws IOException, InterruptedException {
        List<String> allArgs = new ArrayList<>(jvmArgs);
        allArgs.addAll(Subprocess.inheritedArgs());
        List<String> command = Subprocess.java(Subprocess.ownHome(), allArgs, main, List.of(args));
        AtomicReference<String> report = new AtomicReference<>();
        Subprocess.run(new ProcessBuilder(command), limit, line -> {
            if (line.startsWith(REPORT)) {
                report.set(line.substring(REPORT.length()));
            } else {
                log.accept(line);
            }
        });
        return Optional.ofNullable(report.get()).map(json -> new Gson().fromJson(json, result));
    }
}
