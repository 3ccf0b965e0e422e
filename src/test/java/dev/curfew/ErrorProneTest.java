package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.curfew.kit.ChildJvm;
import dev.curfew.kit.Javac;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Error Prone says to a user who drops what the library returned. {@code make lint} has Error Prone on its class
 * path.
 */
class ErrorProneTest {

    private static final List<String> OPENED = Stream.of(
                    "api", "file", "main", "model", "parser", "processing", "tree", "util")
            .map(name -> "-J--add-exports=jdk.compiler/com.sun.tools.javac." + name + "=ALL-UNNAMED")
            .toList();
    private static final List<String> SHUT = Stream.of("code", "comp")
            .map(name -> "-J--add-opens=jdk.compiler/com.sun.tools.javac." + name + "=ALL-UNNAMED")
            .toList();
    private static final Pattern FLAGGED = Pattern.compile("User\\.java:(\\d+): error: \\[CheckReturnValue]");

    private static final String USER = """
            import dev.curfew.*;
            import java.time.*;

            class User {
                static void drop(Context context, CancelContext owned, Key<String> key, Runnable action) {
                    context.withCancel();
                    context.withTimeout(Duration.ofMillis(50));
                    context.withTimeout(Duration.ofMillis(50), null);
                    context.withTimeoutNanos(50);
                    context.withTimeoutNanos(50, null);
                    context.withDeadline(Instant.EPOCH);
                    context.withDeadline(Instant.EPOCH, null);
                    context.withDeadlineNanos(50);
                    context.withDeadlineNanos(50, null);
                    context.withValue(key, "ada");
                    context.withoutCancel();
                    context.onDone(action);
                    context.onDone(action, Runnable::run);
                    context.done().onDone(action);
                    owned.withTimeout(Duration.ofMillis(50));
                    owned.onDone(action);
                    new ForwardingContext(context) {}.onDone(action);
                }

                static void keep(Context context, Runnable action) {
                    try (CancelContext owned = context.withCancel()) {
                        var unused = owned.onDone(action);
                        Registration cut = owned.onDone(action);
                        cut.stop();
                        owned.cancel();
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void onlyInLint() {
        assumeTrue(Boolean.getBoolean("lint"), "Error Prone is on the class path of make lint only");
    }

    @Test
    void whatIsDerivedOrRegisteredIsNotDropped() throws Exception {
        String said = compile(USER);
        List<Integer> lines = USER.lines().toList().stream()
                .filter(line -> line.startsWith("        ") && !line.startsWith("         ") && line.endsWith(";"))
                .map(line -> 1 + USER.lines().toList().indexOf(line))
                .toList();
        assertEquals(
                lines,
                FLAGGED.matcher(said)
                        .results()
                        .map(flagged -> Integer.valueOf(flagged.group(1)))
                        .toList(),
                said);
    }

    private String compile(String source) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
        command.addAll(OPENED);
        command.addAll(SHUT);
        command.addAll(List.of("-XDcompilePolicy=simple", "--should-stop=ifError=FLOW"));
        command.addAll(List.of("-processorpath", System.getProperty("java.class.path"), "-Xplugin:ErrorProne"));
        command.addAll(List.of("-cp", Javac.path(ChildJvm.libraryClassPath())));
        command.addAll(List.of("-d", directory.toString()));
        command.add(Javac.source(directory, "User", source).toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return said;
    }
}
