package dev.curfew.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.Context;
import dev.curfew.Key;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A value arrives as it was sent, or the call is closed. */
class CarriedValuesTest {

    private static final Key<String> USER = Key.of("user");
    private static final Metadata.Key<String> ASCII = Metadata.Key.of("user", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> UTF = Metadata.Key.of("user-bin", PropagatedKeys.UTF_8_STRING_MARSHALLER);

    private final Context root = Context.background();
    private final Metadata headers = new Metadata();

    private static PropagatedKeys as(Metadata.Key<String> name) {
        return PropagatedKeys.none().and(USER, name);
    }

    private static Status refusal(StatusException refused, String name) {
        Status status = refused.getStatus();
        assertEquals(Status.Code.INVALID_ARGUMENT, status.getCode());
        assertTrue(status.getDescription().contains("metadata " + name + " "), status.getDescription());
        return status;
    }

    private Status assertNotCarried(PropagatedKeys keys, Context context, String name) {
        Metadata.Key<String> others = Metadata.Key.of("others", Metadata.ASCII_STRING_MARSHALLER);
        headers.put(others, "kept");
        Status status = refusal(assertThrows(StatusException.class, () -> keys.write(context, headers)), name);
        assertEquals(List.of("others"), List.copyOf(headers.keys()), "the headers are as they were");
        return status;
    }

    private Context carried(PropagatedKeys keys, Context context) throws StatusException {
        keys.write(context, headers);
        return keys.read(headers, root);
    }

    // ---- text

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zoë",
                "Zoé",
                "日本",
                "\ud83d\ude00",
                "a\nb",
                "a\rb",
                "tab\t",
                "a\u0000b",
                "\u007f",
                " ada",
                "ada ",
                " "
            })
    void whatIsNoPrintableAsciiNeedsABinaryName(String value) throws StatusException {
        Context context = root.withValue(USER, value);
        Status status = assertNotCarried(as(ASCII), context, "user");
        assertTrue(status.getDescription().contains("key user"), status.getDescription());
        assertNull(status.getCause());
        assertEquals(value, carried(as(UTF), context).value(USER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ada", "who?", "??", "a b", "~!", "a,b"})
    void anyNameCarriesPrintableAscii(String value) throws StatusException {
        Context context = root.withValue(USER, value);
        assertEquals(value, carried(as(ASCII), context).value(USER));
        assertEquals(value, carried(as(UTF), context).value(USER));
    }

    @Test
    void halfOfASurrogatePairIsNotCarried() {
        Status status = assertNotCarried(as(UTF), root.withValue(USER, "Zo\ud83d"), "user-bin");
        assertTrue(status.getCause() instanceof IllegalArgumentException);
    }

    @Test
    void bytesThatAreNoUtf8AreUnreadable() {
        headers.put(Metadata.Key.of("user-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[] {'Z', (byte) 0xEB});
        refusal(assertThrows(StatusException.class, () -> as(UTF).read(headers, root)), "user-bin");
    }

    // ---- types of the application's

    private record Name(String text) {}

    /** Without {@code equals}. */
    private static final class Url {
        final String text;

        Url(String text) {
            this.text = text;
        }
    }

    private static <T> Metadata.AsciiMarshaller<T> ascii(Function<T, String> write, Function<String, T> read) {
        return new Metadata.AsciiMarshaller<>() {
            @Override
            public String toAsciiString(T value) {
                return write.apply(value);
            }

            @Override
            public T parseAsciiString(String serialized) {
                return read.apply(serialized);
            }
        };
    }

    private static <T> PropagatedKeys ofAscii(Key<T> key, Function<T, String> write, Function<String, T> read) {
        return PropagatedKeys.none().and(key, Metadata.Key.of("x", ascii(write, read)));
    }

    @Test
    void aTypeThatIsComparedIsCarriedOrNot() throws StatusException {
        Key<Name> key = Key.of("name");
        PropagatedKeys keys = ofAscii(key, Name::text, Name::new);
        Name question = new Name("Zoe?");
        assertEquals(question, carried(keys, root.withValue(key, question)).value(key));
        headers.discardAll(Metadata.Key.of("x", Metadata.ASCII_STRING_MARSHALLER));
        assertNotCarried(keys, root.withValue(key, new Name("Zoë")), "x");
    }

    @Test
    void aTypeThatIsNotComparedKeepsItsQuestionMarks() throws StatusException {
        Key<Url> key = Key.of("url");
        PropagatedKeys keys = ofAscii(key, url -> url.text, Url::new);
        assertEquals("/a?b", carried(keys, root.withValue(key, new Url("/a?b"))).value(key).text);
    }

    // ---- marshallers that fail

    @Test
    void aMarshallerThatThrowsIsNamed() {
        IllegalStateException failure = new IllegalStateException("marshaller");
        Function<String, String> fails = value -> {
            throw failure;
        };
        PropagatedKeys keys = ofAscii(USER, fails, fails);
        assertSame(
                failure,
                assertNotCarried(keys, root.withValue(USER, "ada"), "x").getCause());
        headers.put(Metadata.Key.of("x", Metadata.ASCII_STRING_MARSHALLER), "sent");
        StatusException refused = assertThrows(StatusException.class, () -> keys.read(headers, root));
        assertSame(failure, refusal(refused, "x").getCause());
    }

    @Test
    void aMarshallerThatReturnsNullIsNamed() {
        PropagatedKeys keys = ofAscii(USER, value -> null, serialized -> null);
        assertNotCarried(keys, root.withValue(USER, "ada"), "x");
        headers.put(Metadata.Key.of("x", Metadata.ASCII_STRING_MARSHALLER), "sent");
        Context base = root.withValue(USER, "the base's");
        refusal(assertThrows(StatusException.class, () -> keys.read(headers, base)), "x");
    }

    private record Bytes(byte[] bytes) implements Metadata.BinaryMarshaller<String> {
        @Override
        public byte[] toBytes(String value) {
            return bytes;
        }

        @Override
        public String parseBytes(byte[] serialized) {
            return null;
        }
    }

    @Test
    void soIsABinaryOne() {
        Context context = root.withValue(USER, "ada");
        assertNotCarried(as(Metadata.Key.of("x-bin", new Bytes(null))), context, "x-bin");
        headers.put(Metadata.Key.of("x-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[1]);
        PropagatedKeys keys = as(Metadata.Key.of("x-bin", new Bytes(new byte[0])));
        refusal(assertThrows(StatusException.class, () -> keys.read(headers, root)), "x-bin");
    }

    private record Streams(Function<String, InputStream> write) implements Metadata.BinaryStreamMarshaller<String> {
        @Override
        public InputStream toStream(String value) {
            return write.apply(value);
        }

        @Override
        public String parseStream(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Grpc calls it when the transport sends the headers. */
    @Test
    void soIsOneOfStreams() throws StatusException {
        Context context = root.withValue(USER, "Zoë");
        PropagatedKeys whole =
                as(Metadata.Key.of("x-bin", new Streams(value -> new ByteArrayInputStream(value.getBytes(UTF_8)))));
        assertEquals("Zoë", carried(whole, context).value(USER));
        headers.discardAll(Metadata.Key.of("x-bin", Metadata.BINARY_BYTE_MARSHALLER));
        assertNotCarried(as(Metadata.Key.of("x-bin", new Streams(value -> null))), context, "x-bin");
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }
        };
        assertNotCarried(as(Metadata.Key.of("x-bin", new Streams(value -> broken))), context, "x-bin");
    }

    @Test
    void whatIsNotCarriedKeepsNothingElseFromTheHeaders() throws StatusException {
        Key<String> other = Key.of("other");
        PropagatedKeys keys = PropagatedKeys.none()
                .and(other, Metadata.Key.of("other", Metadata.ASCII_STRING_MARSHALLER))
                .and(USER, ASCII);
        headers.put(ASCII, "somebody's");
        Context context = root.withValue(other, "good");
        assertThrows(StatusException.class, () -> keys.write(context.withValue(USER, "Zoë"), headers));
        assertEquals("somebody's", headers.get(ASCII));
        assertEquals(List.of("user"), List.copyOf(headers.keys()));
        assertEquals("ada", carried(keys, context.withValue(USER, "ada")).value(USER));
    }

    // ---- over the wire

    private record Server(Served served, Transport.Connected connected) implements AutoCloseable {
        static Server of(Transport transport, PropagatedKeys keys) {
            Served served = new Served();
            return new Server(
                    served,
                    transport.connect(server -> server.addService(served.service())
                            .intercept(new ContextServerInterceptor(Context.background(), keys))));
        }

        Channel channel(PropagatedKeys keys) {
            return ClientInterceptors.intercept(connected.channel(), new ContextClientInterceptor(keys));
        }

        @Override
        public void close() {
            connected.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesArriveAsTheyAreOrNotAtAll(Transport transport) {
        try (Server server = Server.of(transport, as(UTF))) {
            for (String name : List.of("Zoë", "Zoé", "日本", " ada ", "")) {
                Outcome.ofUnary(server.channel(as(UTF)), root.withValue(USER, name), "who?");
                assertEquals(name, server.served.next().context.value(USER));
            }
            Status status = Outcome.ofUnary(server.channel(as(ASCII)), root.withValue(USER, "Zoë"), "who?")
                    .status();
            assertEquals(Status.Code.INVALID_ARGUMENT, status.getCode());
            assertTrue(status.getDescription().contains("user"), status.getDescription());
            assertEquals(5, server.served.count());
        }
    }

    /** Of a client that does not look. */
    @Test
    void aServerRefusesWhatIsNoPrintableAscii() {
        headers.put(ASCII, "a\nb");
        try (Server server = Server.of(Transport.IN_PROCESS, as(ASCII))) {
            Channel careless = ClientInterceptors.intercept(
                    server.connected.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
            Status status =
                    Outcome.ofUnary(careless, CallOptions.DEFAULT, "who?").status();
            assertEquals(Status.Code.INVALID_ARGUMENT, status.getCode());
            assertEquals("metadata user is unreadable", status.getDescription());
            assertEquals(0, server.served.count());
        }
    }

    @Test
    void theMarshallerIsPlainUtf8() {
        assertEquals("Zoë", new String(PropagatedKeys.UTF_8_STRING_MARSHALLER.toBytes("Zoë"), UTF_8));
        assertEquals("ada", new String(PropagatedKeys.UTF_8_STRING_MARSHALLER.toBytes("ada"), US_ASCII));
        assertEquals("Zoë", PropagatedKeys.UTF_8_STRING_MARSHALLER.parseBytes("Zoë".getBytes(UTF_8)));
    }
}
