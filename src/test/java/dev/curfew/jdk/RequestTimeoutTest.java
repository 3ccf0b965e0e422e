package dev.curfew.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.Context;
import dev.curfew.contract.Contract;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The request that the client gets. */
@EveryCore
@Semantic(31)
class RequestTimeoutTest extends Contract {

    private static final HttpRequest.Builder BUILDER = HttpRequest.newBuilder(URI.create("http://localhost/path"))
            .header("x-first", "1")
            .header("x-first", "2")
            .version(HttpClient.Version.HTTP_1_1)
            .expectContinue(true)
            .POST(BodyPublishers.ofString("body"));

    private final FakeClient client = new FakeClient();

    private HttpRequest sent(Context context, HttpRequest request) {
        ContextHttp.sendAsync(context, client, request, BodyHandlers.ofString(), Runnable::run);
        return client.request;
    }

    @Test
    void withoutADeadlineItIsTheSame() {
        HttpRequest request = BUILDER.copy().build();
        assertSame(request, sent(root, request));
        assertSame(request, sent(root.withCancel(), request));
    }

    @Test
    void itsOwnTimeoutStaysIfItIsShorter() {
        HttpRequest request = BUILDER.copy().timeout(Duration.ofMinutes(1)).build();
        assertSame(request, sent(root.withTimeout(HOUR), request));
    }

    @Test
    void theTimeLeftIfThatIsShorterAndTheRestStays() {
        for (HttpRequest request : List.of(
                BUILDER.copy().build(),
                BUILDER.copy().timeout(Duration.ofDays(1)).build())) {
            HttpRequest sent = sent(root.withTimeout(HOUR), request);
            Duration timeout = sent.timeout().orElseThrow();
            assertTrue(timeout.compareTo(HOUR) <= 0 && timeout.compareTo(HOUR.minusMinutes(1)) > 0, timeout::toString);
            assertEquals(request.uri(), sent.uri());
            assertEquals(request.method(), sent.method());
            assertEquals(List.of("1", "2"), sent.headers().allValues("x-first"));
            assertEquals(Optional.of(HttpClient.Version.HTTP_1_1), sent.version());
            assertTrue(sent.expectContinue());
            assertSame(
                    request.bodyPublisher().orElseThrow(), sent.bodyPublisher().orElseThrow());
        }
    }

    @Test
    void aDeadlineInTheFarFuture() {
        assertTrue(
                sent(root.withTimeout(Duration.ofDays(100_000)), BUILDER.copy().build())
                                .timeout()
                                .orElseThrow()
                                .toDays()
                        > 10_000);
    }
}
