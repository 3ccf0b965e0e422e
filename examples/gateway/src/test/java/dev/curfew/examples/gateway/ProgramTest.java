package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as users start it. */
class ProgramTest {

    private final List<Child> started = new ArrayList<>();

    /** Also where a test has failed before the end. */
    @AfterEach
    void leaveNoneBehind() {
        started.forEach(Child::close);
    }

    private Child start(String core, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("-Dcurfew.core=" + core, Gateway.class.getName()));
        command.addAll(List.of(arguments));
        Child child = Child.java(command.toArray(String[]::new));
        started.add(child);
        return child;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock-free", "mutex"})
    void servesUntilWhoStartedItHasGone(String core) throws Exception {
        Child gateway = start(core, "--port=0", "--until-eof");
        try (RawClient client = new RawClient(gateway.port())) {
            assertEquals(core, client.ask(get("/stats")).json().get("core").getAsString());
            gateway.endInput();
            assertTrue(client.isClosedByGateway());
        }
        assertEquals(0, gateway.awaitEnd());
    }

    /** With its backends, which may not outlive it. */
    @Test
    void stopsWhenItIsTerminated() throws Exception {
        Child gateway = start("lock-free", "--port=0", "--backends=grpc", "--wheel=loop");
        gateway.port();
        ProcessHandle backends = gateway.handle().children().findFirst().orElseThrow();
        gateway.terminate();
        gateway.awaitEnd();
        backends.onExit().get(Await.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void theBackendsEndWhenItIsKilled() throws Exception {
        Child gateway = start("lock-free", "--port=0", "--backends=grpc");
        gateway.port();
        ProcessHandle backends = gateway.handle().children().findFirst().orElseThrow();
        gateway.handle().destroyForcibly();
        backends.onExit().get(Await.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "--port=many 0..65535",
                "--port= 0..65535",
                "--port 0..65535",
                "--port=65536 0..65535",
                "--wheel=square own|loop",
                "--backends=none local|grpc",
                "--idle=-1s 1ns..60s",
                "--idle=soon 1ns..60s",
                "--idle=61s 1ns..60s",
                "--request-limit=0s 1ns..60s",
                "--last-answer-limit=x 1ns..60s",
                "--linger=1h 1ns..60s",
                "--loops=0 1..1024",
                "--loops=1025 1..1024",
                "--matching-queue=0 1..16777216",
                "--matching-queue=1e3 1..16777216",
                "--never-acknowledged=2 0..1",
                "--never-acknowledged=NaN 0..1",
                "--never-acknowledged=half 0..1",
                "--seed=1.5 -2^63..2^63-1",
                "--until-eof=maybe no",
                "--nonsense --backends,",
                "nonsense --wheel"
            })
    void theLastLineOfARefusalNamesOptionAndAllowedValues(String argument, String allowed) {
        StringWriter said = new StringWriter();
        assertEquals(
                2,
                Program.commandLine(new Gateway())
                        .setErr(new PrintWriter(said, true))
                        .execute(argument));
        String last = said.toString().lines().reduce("", (before, line) -> line);
        assertTrue(last.contains(argument.replaceFirst("=.*", "")), last);
        assertTrue(last.contains(" allowed ") && last.contains(allowed), last);
    }

    /** With nothing around it, and on standard error. */
    @Test
    void aRefusalIsOneLine() throws Exception {
        Child gateway = start("lock-free", "--port=many");
        assertEquals(2, gateway.awaitEnd());
        assertEquals(
                List.of("gateway: Invalid value for option '--port': 'many' is not an int; allowed is 0..65535"),
                gateway.output());
    }

    @Test
    void aPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Child gateway = start("lock-free", "--port=" + taken.getLocalPort());
            assertEquals(2, gateway.awaitEnd());
            String last = gateway.output().get(gateway.output().size() - 1);
            assertTrue(last.contains("--port is " + taken.getLocalPort() + ": "), last);
            assertTrue(last.endsWith("; allowed is a free one of 0..65535"), last);
        }
    }

    @Test
    void saysItsVersion() throws Exception {
        Child gateway = start("lock-free", "--version");
        assertEquals(0, gateway.awaitEnd());
        assertEquals(1, gateway.output().size(), () -> "" + gateway.output());
        assertTrue(
                gateway.output().get(0).matches("gateway [0-9]+\\.[0-9]+\\.[0-9]+.*"),
                gateway.output().get(0));
    }

    @Test
    void refusesACoreThatIsNone() throws Exception {
        Child gateway = start("fast", "--port=0");
        assertEquals(2, gateway.awaitEnd());
        assertEquals(1, gateway.lines("system property curfew.core is \"fast\""), () -> "" + gateway.output());
    }

    @Test
    void refusesTheWheelOnTheLoopWithTheMutexCore() throws Exception {
        Child gateway = start("mutex", "--port=0", "--wheel=loop");
        assertEquals(2, gateway.awaitEnd());
        assertEquals(
                1,
                gateway.lines("--wheel is loop, and -Dcurfew.core=mutex has no timing wheel; allowed is own"),
                () -> "" + gateway.output());
    }
}
