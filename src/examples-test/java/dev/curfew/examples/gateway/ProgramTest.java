package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as users start it. */
class ProgramTest {

    private static final String LISTENING = "listening on http://127.0.0.1:";

    private final List<Process> started = new ArrayList<>();

    /** Also where a test has failed before the end. */
    @AfterEach
    void leaveNoneBehind() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String core, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcurfew.core=" + core,
                "-cp",
                System.getProperty("java.class.path"),
                Gateway.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    private static String end(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(Await.PATIENCE_SECONDS, TimeUnit.SECONDS));
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock-free", "mutex"})
    void servesUntilWhoStartedItHasGone(String core) throws Exception {
        Process gateway = start(core, "--port=0", "--until-eof");
        String said = gateway.inputReader().readLine();
        assertTrue(said.startsWith(LISTENING), said);
        try (RawClient client = new RawClient(Integer.parseInt(said.substring(LISTENING.length())))) {
            assertEquals(core, client.ask(get("/stats")).json().get("core").getAsString());
            gateway.getOutputStream().close();
            assertTrue(client.isClosedByGateway());
        }
        assertTrue(gateway.waitFor(Await.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, gateway.exitValue());
    }

    /** With its backends, which may not outlive it. */
    @Test
    void stopsWhenItIsTerminated() throws Exception {
        Process gateway = start("lock-free", "--port=0", "--backends=grpc", "--wheel=loop");
        String said = gateway.inputReader().readLine();
        assertTrue(said.startsWith(LISTENING), said);
        ProcessHandle backends = gateway.children().findFirst().orElseThrow();
        gateway.destroy();
        assertTrue(gateway.waitFor(Await.PATIENCE_SECONDS, TimeUnit.SECONDS));
        backends.onExit().get(Await.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void theBackendsEndWhenItIsKilled() throws Exception {
        Process gateway = start("lock-free", "--port=0", "--backends=grpc");
        gateway.inputReader().readLine();
        ProcessHandle backends = gateway.children().findFirst().orElseThrow();
        gateway.destroyForcibly();
        backends.onExit().get(Await.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port=many",
                "--wheel=square",
                "--backends=none",
                "--idle=-1s",
                "--idle=soon",
                "--nonsense",
                "--port=65536",
                "--loops=0",
                "--matching-queue=0",
                "--never-acknowledged=2"
            })
    void refusesWhatItDoesNotUnderstand(String argument) throws Exception {
        Process gateway = start("lock-free", argument);
        String said = end(gateway);
        assertTrue(said.contains(argument.replaceFirst("=.*", "")), said);
        assertEquals(2, gateway.exitValue());
    }

    @Test
    void refusesACoreThatIsNone() throws Exception {
        Process gateway = start("fast", "--port=0");
        String said = end(gateway);
        assertTrue(said.contains("system property curfew.core is \"fast\""), said);
        assertEquals(2, gateway.exitValue());
    }

    @Test
    void refusesTheWheelOnTheLoopWithTheMutexCore() throws Exception {
        Process gateway = start("mutex", "--port=0", "--wheel=loop");
        String said = end(gateway);
        assertTrue(said.contains("--wheel=loop is not to be had with -Dcurfew.core=mutex"), said);
        assertEquals(2, gateway.exitValue());
    }
}
