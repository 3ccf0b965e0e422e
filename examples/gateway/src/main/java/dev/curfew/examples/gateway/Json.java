package dev.curfew.examples.gateway;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** JSON objects, written without a tree in between. */
final class Json {

    /** Writes the members of an object. */
    @FunctionalInterface
    interface Members {
        void writeTo(JsonWriter out) throws IOException;
    }

    private Json() {}

    static byte[] object(Members members) {
        StringWriter text = new StringWriter(256);
        try (JsonWriter out = new JsonWriter(text)) {
            out.beginObject();
            members.writeTo(out);
            out.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter has none
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
