package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten thousand clients that say nothing: a session, a deadline and a timer each, and nothing when they have gone. */
@ExtendWith(Leaks.class)
class IdleConnectionsTest {

    private static final int WANTED = 10_000;
    private static final int AT_LEAST = 2_000;
    /** Descriptors that a JVM and its class path need. */
    private static final int RESERVED = 1_000;

    @ParameterizedTest
    @EnumSource(Setup.class)
    void areHeldAndForgotten(Setup setup) throws Exception {
        int connections = connections();
        try (TestGateway gateway = TestGateway.local(setup.options())) {
            Map<String, Long> before;
            try (RawClient client = gateway.connect()) {
                before = census(client);
            }
            gateway.awaitNothingLeft();
            hold(gateway, connections);
            gateway.awaitNothingLeft();
            try (RawClient client = gateway.connect()) {
                Await.until("the heap is as before", () -> isAsBefore(before, client));
            }
        }
    }

    private static void hold(TestGateway gateway, int connections) throws Exception {
        Process clients = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        IdleClients.class.getName(),
                        Integer.toString(gateway.port()),
                        Integer.toString(connections))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertEquals("holding", clients.inputReader().readLine());
            Await.until("all are here", () -> gateway.stats().sessions.sum() == connections);
            Await.until("a session and its deadline each", () -> gateway.contexts() == 2L * connections);
            try (RawClient client = gateway.connect()) {
                assertEquals(200, client.ask(get("/search?q=a&timeout=60s")).status(), "others are served meanwhile");
            }
        } finally {
            clients.getOutputStream().close();
            assertTrue(clients.waitFor(Await.PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    private static int connections() {
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        int allowed = (int) Math.min(WANTED, system.getMaxFileDescriptorCount() - RESERVED);
        assertTrue(allowed >= AT_LEAST, "ulimit -n is " + system.getMaxFileDescriptorCount() + ": raise it");
        if (allowed < WANTED) {
            System.out.println(
                    "only " + allowed + " connections, for ulimit -n is " + system.getMaxFileDescriptorCount());
        }
        return allowed;
    }

    /** But for the constant that a context with many children keeps; and timers that were cancelled go a little later. */
    private static boolean isAsBefore(Map<String, Long> before, RawClient client) {
        try {
            Map<String, Long> after = census(client);
            long more = after.entrySet().stream()
                    .mapToLong(type -> Math.max(0, type.getValue() - before.getOrDefault(type.getKey(), 0L)))
                    .sum();
            return more < 1_000 && after.get(Session.class.getName()) == 1;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Long> census(RawClient client) throws IOException {
        Map<String, Long> census = new TreeMap<>();
        client.ask(get("/census")).json().asMap().forEach((type, count) -> census.put(type, count.getAsLong()));
        return census;
    }
}
