package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A gateway that is short of something serves again when it is there, or its process ends: it never stays and is
 * silent.
 */
class LivenessTest {

    private static final String MAIN = Gateway.class.getName();
    private static final String SEARCH = get("/search?q=a&timeout=50ms");

    @ParameterizedTest
    @ValueSource(strings = {"own", "loop"})
    void servesAgainWhenThereAreDescriptorsAgain(String wheel) throws Exception {
        try (Child gateway = Child.javaWithDescriptors(256, MAIN, "--port=0", "--until-eof", "--wheel=" + wheel)) {
            int port = gateway.port();
            Deque<RawClient> clients = new ArrayDeque<>();
            for (int i = 0; i < 400; i++) {
                clients.add(new RawClient(port).send(SEARCH));
            }
            gateway.awaitLine("connections cannot be accepted: ");
            while (!clients.isEmpty()) {
                clients.remove().close();
            }
            gateway.awaitLine("connections are accepted again");
            try (RawClient client = new RawClient(port)) {
                assertEquals(200, client.ask(get("/search?q=a&timeout=60s")).status(), "and by the backends");
            }
            gateway.endInput();
            assertEquals(0, gateway.awaitEnd());
            assertEquals(0, gateway.lines("Exception"), () -> "nothing unexpected: " + gateway.output());
        }
    }

    /** Netty keeps the listening socket open after such a failure only; it tells of each attempt. */
    @Test
    void aShortageIsLoggedOnceAndItsEndToo() {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        try (LogRecords records = new LogRecords(Logs.NAME)) {
            Acceptance acceptance = new Acceptance(failures::add);
            EmbeddedChannel listening = new EmbeddedChannel(acceptance);
            for (int i = 0; i < 3; i++) {
                listening.pipeline().fireExceptionCaught(new IOException("Too many open files"));
            }
            assertTrue(acceptance.isFailing());
            acceptance.accepted();
            acceptance.accepted();
            listening.pipeline().fireExceptionCaught(new IllegalStateException("meant to be reported"));
            assertEquals(
                    List.of("connections cannot be accepted: Too many open files", "connections are accepted again"),
                    records.messages());
        }
        assertEquals(1, failures.size());
    }

    /**
     * Of logging that fails, as it did without descriptors, or of a heap that is full: there is no memory for the
     * message.
     */
    @ParameterizedTest
    @CsvSource({"own, logging", "loop, logging", "own, memory", "loop, memory"})
    void aDeadLoopEndsTheProcess(String wheel, String cause) throws Exception {
        try (Child gateway = Child.java("-Xmx24m", LoopThatDies.class.getName(), wheel, cause)) {
            assertEquals(VitalThreads.EXIT_STATUS, gateway.awaitEnd());
            assertEquals(
                    "gateway: the thread gateway-loop-1-1 has died, so the process ends with status 70",
                    gateway.output().get(gateway.output().size() - 1));
        }
    }

    @Test
    void aDeadAgentIsReported() throws Exception {
        BlockingQueue<String> deaths = new LinkedBlockingQueue<>();
        try (GatewayServer gateway = start(new AgentThatDies(), deaths)) {
            String death = Await.next("a death", deaths);
            assertTrue(gateway.port() > 0, "it had started");
            assertTrue(death.matches("the thread gateway-agents-[0-9]+-1"), death);
        }
        assertEquals(0, deaths.size(), "what ends with the gateway is no death");
    }

    /** As Netty closes it after a failure that is not of the system's. */
    @Test
    void aListeningSocketThatIsClosedIsReported() throws Exception {
        BlockingQueue<String> deaths = new LinkedBlockingQueue<>();
        try (GatewayServer gateway = start(new ScriptedBackends(), deaths)) {
            gateway.listening().close();
            assertEquals("the listening socket", Await.next("a death", deaths));
        }
        assertEquals(0, deaths.size());
    }

    private static GatewayServer start(Backends backends, BlockingQueue<String> deaths) {
        return new GatewayServer(
                Setup.LOCK_FREE.options(), backends, failure -> {}, new VitalThreads(what -> () -> deaths.add(what)));
    }

    /** It is told to end, as by an agent of a user's. */
    private static final class AgentThatDies extends NoBackends {

        @Override
        public List<Agent> agents() {
            return List.of(new Agent() {
                @Override
                public int doWork() {
                    throw new AgentTerminationException("meant to end the thread");
                }

                @Override
                public String roleName() {
                    return "mortal";
                }
            });
        }
    }
}
