package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.Context;
import dev.curfew.Key;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values to metadata and back. */
class PropagatedKeysTest {

    private static final Key<String> USER = Key.of("user");
    private static final Key<byte[]> TRACE = Key.of("trace");
    private static final Metadata.Key<String> USER_NAME = Metadata.Key.of("User", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> TRACE_NAME =
            Metadata.Key.of("trace-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private final Context root = Context.background();
    private final PropagatedKeys keys =
            PropagatedKeys.none().and(USER, USER_NAME).and(TRACE, TRACE_NAME);
    private final Metadata headers = new Metadata();

    @Test
    void valuesTravel() throws StatusException {
        byte[] trace = {0, -1, 127};
        keys.write(root.withValue(USER, "ada").withValue(TRACE, trace), headers);
        Context read = keys.read(headers, root);
        assertEquals("ada", read.value(USER));
        assertSame(trace, read.value(TRACE));
    }

    @Test
    void whatIsNotBoundIsNotSent() throws StatusException {
        keys.write(root.withValue(USER, null), headers);
        assertEquals(0, headers.keys().size());
        Context base = root.withValue(USER, "of the server");
        assertEquals("of the server", keys.read(headers, base).value(USER));
        assertSame(base, keys.read(headers, base));
    }

    @Test
    void theContextReplacesWhatTheHeadersHave() throws StatusException {
        headers.put(USER_NAME, "stale");
        headers.put(USER_NAME, "staler");
        keys.write(root.withValue(USER, "ada"), headers);
        List<String> users = new ArrayList<>();
        headers.getAll(USER_NAME).forEach(users::add);
        assertEquals(List.of("ada"), users);
        keys.write(root, headers);
        assertNull(headers.get(USER_NAME), "somebody else's");
    }

    @Test
    void whatTheHeadersHaveReplacesTheBases() throws StatusException {
        headers.put(USER_NAME, "first");
        headers.put(USER_NAME, "last");
        assertEquals("last", keys.read(headers, root.withValue(USER, "base")).value(USER));
    }

    @Test
    void theUnreadableIsNamed() {
        Key<Integer> size = Key.of("size");
        PropagatedKeys unreadable = keys.and(size, Metadata.Key.of("size", Wire.INTEGER));
        headers.put(Metadata.Key.of("size", Metadata.ASCII_STRING_MARSHALLER), "large");
        Status status = assertThrows(StatusException.class, () -> unreadable.read(headers, root))
                .getStatus();
        assertEquals(Status.Code.INVALID_ARGUMENT, status.getCode());
        assertTrue(status.getDescription().contains("size"), status.getDescription());
        assertTrue(status.getCause() instanceof NumberFormatException);
    }

    @Test
    void aNameAndAKeyAreDeclaredOnce() {
        Metadata.Key<String> sameName = Metadata.Key.of("USER", Metadata.ASCII_STRING_MARSHALLER);
        String taken = assertThrows(IllegalArgumentException.class, () -> keys.and(Key.of("other"), sameName))
                .getMessage();
        assertTrue(taken.startsWith("name user"), taken);
        Metadata.Key<String> otherName = Metadata.Key.of("other", Metadata.ASCII_STRING_MARSHALLER);
        String twice = assertThrows(IllegalArgumentException.class, () -> keys.and(USER, otherName))
                .getMessage();
        assertTrue(twice.startsWith("key user"), twice);
        assertEquals("[user, trace-bin]", keys.toString(), "unchanged");
        assertEquals("[]", PropagatedKeys.none().toString());
        assertEquals(
                "key",
                assertThrows(NullPointerException.class, () -> keys.and(null, otherName))
                        .getMessage());
        assertEquals(
                "name",
                assertThrows(NullPointerException.class, () -> keys.and(Key.of("other"), null))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grpc-timeout",
                "grpc-encoding",
                "grpc-status",
                "GRPC-Anything",
                "te",
                "TE",
                "content-type",
                "content-length",
                "content-encoding",
                "accept-encoding",
                "user-agent",
                "host",
                "connection",
                "keep-alive",
                "proxy-connection",
                "transfer-encoding",
                "trailer",
                "upgrade",
                "http2-settings",
                "expect"
            })
    void namesOfGrpcAndHttpAreRefused(String name) {
        Metadata.Key<String> reserved = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
        String message = assertThrows(IllegalArgumentException.class, () -> keys.and(Key.of("other"), reserved))
                .getMessage();
        assertEquals("name " + name.toLowerCase(Locale.ROOT) + " belongs to gRPC or HTTP", message);
        assertEquals("[user, trace-bin]", keys.toString(), "unchanged");
    }

    @Test
    void soAreBinaryOnes() {
        Metadata.Key<byte[]> reserved = Metadata.Key.of("grpc-trace-bin", Metadata.BINARY_BYTE_MARSHALLER);
        assertThrows(IllegalArgumentException.class, () -> keys.and(Key.of("other"), reserved));
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "hostname", "tenant", "grpc", "x-grpc-timeout", "teapot"})
    void othersAreNot(String name) {
        Metadata.Key<String> free = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
        assertEquals("[" + name + "]", PropagatedKeys.none().and(USER, free).toString());
    }
}
