package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.ChildJvm;
import dev.curfew.kit.Javac;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.agrona.ErrorHandler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small run-time image that runs a program with the library: of the JDK's modules, with both jars outside of it. */
class JlinkTest {

    private static final String PROGRAM = """
            package consumer;

            import dev.curfew.CancelContext;
            import dev.curfew.Context;
            import java.time.Duration;

            public class Main {
                public static void main(String[] args) throws InterruptedException {
                    try (CancelContext context = Context.background().withTimeout(Duration.ofMillis(1))) {
                        context.await();
                        System.out.println(context.err().getMessage());
                    }
                }
            }
            """;

    @TempDir
    private static Path directory;

    private static Path curfew;
    private static Path agrona;
    private static Path program;
    private static Path image;

    @BeforeAll
    static void makeProgramAndImage() throws Exception {
        curfew = directory.resolve("curfew.jar");
        tool(
                "jar",
                "--create",
                "--file",
                curfew.toString(),
                "-C",
                ChildJvm.libraryLocation().toString(),
                ".");
        agrona = ChildJvm.location(ErrorHandler.class);
        program = directory.resolve("program");
        List<String> options = List.of("-Werror", "-p", both());
        Javac.Result result = Javac.compile(
                program,
                options,
                Javac.source(directory, "module-info", "module consumer { requires dev.curfew; }"),
                Javac.source(directory, "Main", PROGRAM));
        assertTrue(result.compiled(), result::said);
        image = directory.resolve("image");
        tool("jlink", "--add-modules", "java.base", "--output", image.toString());
    }

    private static String both() {
        return Javac.path(List.of(curfew, agrona));
    }

    private static String all() {
        return Javac.path(List.of(curfew, agrona, program));
    }

    @Test
    void theJarsOnTheModulePathOfTheImage() throws Exception {
        assertRuns("-p", all(), "-m", "consumer/consumer.Main");
    }

    @Test
    void theJarsOnTheClassPathOfTheImage() throws Exception {
        assertRuns("-cp", all(), "consumer.Main");
    }

    /** Why the jars stay outside. */
    @Test
    void agronaIsAnAutomaticModuleWhichNoImageTakes() {
        StringWriter said = new StringWriter();
        String output = directory.resolve("refused").toString();
        assertNotEquals(0, run(said, "jlink", "-p", both(), "--add-modules", "dev.curfew", "--output", output));
        assertTrue(said.toString().contains("automatic module"), said::toString);
    }

    private static void assertRuns(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(image.resolve("bin/java").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        assertEquals("context deadline exceeded", said.strip());
    }

    private static void tool(String name, String... arguments) {
        StringWriter said = new StringWriter();
        assertEquals(0, run(said, name, arguments), said::toString);
    }

    private static int run(StringWriter said, String name, String... arguments) {
        PrintWriter writer = new PrintWriter(said);
        return ToolProvider.findFirst(name).orElseThrow().run(writer, writer, arguments);
    }
}
