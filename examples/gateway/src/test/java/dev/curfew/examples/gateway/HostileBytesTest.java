package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static dev.curfew.examples.gateway.RawClient.post;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random bytes, and requests with random damage, in random pieces. -Dseed=n replays. */
@ExtendWith(Leaks.class)
class HostileBytesTest {

    private static final int CLIENTS = 600;
    private static final String ORDER = "symbol=ACME&side=buy&quantity=100&price=10.25&timeout=100ms";
    private static final List<String> REQUESTS = List.of(
            get("/search?q=a&timeout=20ms"),
            get("/search?q=%20&timeout=20ms", "X-User: ada", "X-Request-Id: 1"),
            post("/orders", ORDER),
            post("/orders", ORDER, "X-Order-Id: mine", "Expect: 100-continue"),
            RawClient.delete("/orders/mine"),
            "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsymbo\r\n2\r\nl=\r\n0\r\nTrailer: x\r\n\r\n",
            get("/stats"),
            get("/"));

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @ParameterizedTest
    @EnumSource(Setup.class)
    void neverHarm(Setup setup) throws Exception {
        System.out.println("seed " + seed);
        try (TestGateway gateway = TestGateway.local(setup.options())) {
            for (int i = 0; i < CLIENTS; i++) {
                attack(gateway);
            }
            try (RawClient client = gateway.connect()) {
                assertEquals(200, client.ask(get("/search?q=a&timeout=60s")).status(), "seed " + seed);
            }
            gateway.awaitNothingLeft();
            assertEquals(0, gateway.stats().errors.get(), "seed " + seed);
        }
    }

    private void attack(TestGateway gateway) throws Exception {
        try (RawClient client = gateway.connect()) {
            byte[] bytes = random.nextInt(5) == 0 ? noise() : damaged(requests());
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(400));
                client.sendWhatGoes(Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
            end(client);
        }
    }

    private void end(RawClient client) throws Exception {
        switch (random.nextInt(3)) {
            case 0 -> client.vanish();
            case 1 -> {
                client.halfClose();
                client.rest();
            }
            default -> client.close();
        }
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(10_000)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] requests() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            all.writeBytes(REQUESTS.get(random.nextInt(REQUESTS.size())).getBytes(StandardCharsets.UTF_8));
        }
        return all.toByteArray();
    }

    /** Some bytes changed, some cut out, some said twice, the end cut off. */
    private byte[] damaged(byte[] bytes) {
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        int harm = 1 + random.nextInt(200);
        for (byte b : bytes) {
            switch (random.nextInt(harm) == 0 ? random.nextInt(4) : 4) {
                case 0 -> damaged.write(random.nextInt(256));
                case 1 -> {} // cut out
                case 2 -> damaged.writeBytes(new byte[] {b, b});
                case 3 -> damaged.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
                default -> damaged.write(b);
            }
        }
        byte[] all = damaged.toByteArray();
        return random.nextBoolean() ? all : Arrays.copyOf(all, random.nextInt(all.length + 1));
    }
}
