package dev.curfew.bench.tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the kernel is asked to do for the calling thread. Each method says whether it did: only Linux does. */
final class OwnThread {

    private static final Path LINK = Path.of("/proc/thread-self");
    /** Read before any thread is bound: a bound thread is told of its own processors only. */
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private OwnThread() {}

    static boolean isKnown() {
        return Files.exists(LINK);
    }

    /** Linux ignores the priorities of Java unless the JVM has an option for it. */
    static boolean lowerPriority() {
        return ask("renice", "-n", "19", "-p");
    }

    static boolean bindToFirstProcessor() {
        return ask("taskset", "-cp", "0");
    }

    /** Fails if there is one processor only. */
    static boolean bindToOtherProcessors() {
        return ask("taskset", "-cp", "1-" + (PROCESSORS - 1));
    }

    /** Runs a command whose last argument is the thread. */
    private static boolean ask(String... command) {
        try {
            List<String> all = new ArrayList<>(List.of(command));
            all.add(Files.readSymbolicLink(LINK).getFileName().toString());
            return new ProcessBuilder(all)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notLinux) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
