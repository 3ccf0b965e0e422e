package dev.curfew.examples.gateway.load;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks a gateway about itself, each time over a connection of its own, which is no part of the load. */
final class Admin {

    private static final int PATIENCE_MILLIS = 20_000;

    private final URI gateway;

    Admin(URI gateway) {
        this.gateway = gateway;
    }

    Stats stats() throws IOException {
        return new Stats(ask("GET", "/stats"));
    }

    /** Has a full collection done first. */
    Census census() throws IOException {
        return Census.of(ask("GET", "/census"));
    }

    void resetStats() throws IOException {
        ask("POST", "/stats/reset");
    }

    private JsonObject ask(String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) gateway.resolve(path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setRequestProperty("Connection", "close");
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        if (method.equals("POST")) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(0);
        }
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new DemoFailure(method + " " + path + " answered with " + status);
        }
        try (InputStream body = connection.getInputStream()) {
            return JsonParser.parseString(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                    .getAsJsonObject();
        }
    }
}
