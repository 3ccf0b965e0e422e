package dev.curfew.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.curfew.CanceledException;
import dev.curfew.ContextException;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The end of a context resets a stream of HTTP/2. */
@EveryCore
@Semantic(31)
class ContextHttp2Test extends HttpTest {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

    @Test
    void theEndResetsARequestThatIsNeverAnswered() throws Exception {
        try (Http2Server server = new Http2Server(false)) {
            Future<?> ending = Background.start(() -> {
                Background.await(server.asked);
                end();
            });
            assertThrows(
                    CanceledException.class,
                    () -> ContextHttp.send(context, client, get(server.uri()), BodyHandlers.ofString()));
            assertEquals(1, Background.get(server.reset));
            Background.get(ending);
            assertLetGo();
        }
    }

    @Test
    void theEndResetsAStreamThatIsBeingRead() throws Exception {
        try (Http2Server server = new Http2Server(true)) {
            HttpResponse<InputStream> response =
                    ContextHttp.send(context, client, get(server.uri()), BodyHandlers.ofInputStream());
            assertEquals(HttpClient.Version.HTTP_2, response.version());
            assertEquals('a', response.body().read());
            end();
            IOException failure = assertThrows(IOException.class, response.body()::read);
            assertInstanceOf(ContextException.class, failure.getCause());
            assertEquals(1, Background.get(server.reset));
            assertLetGo();
        }
    }
}
