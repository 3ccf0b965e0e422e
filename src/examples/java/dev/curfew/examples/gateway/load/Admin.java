package dev.curfew.examples.gateway.load;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a gateway about itself, over a connection that is no part of the load. */
final class Admin {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI gateway;

    Admin(URI gateway) {
        this.gateway = gateway;
    }

    Stats stats() throws IOException, InterruptedException {
        return new Stats(ask(request("/stats").GET()));
    }

    /** Has a full collection done first. */
    Census census() throws IOException, InterruptedException {
        return Census.of(ask(request("/census").GET()));
    }

    void resetStats() throws IOException, InterruptedException {
        ask(request("/stats/reset").POST(HttpRequest.BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path)).timeout(PATIENCE);
    }

    private JsonObject ask(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new DemoFailure(request.method() + " " + request.uri().getPath() + " answered with "
                    + response.statusCode() + ": " + response.body());
        }
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }
}
