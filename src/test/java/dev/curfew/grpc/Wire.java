package dev.curfew.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.curfew.Key;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What calls look like in these tests: a method of each kind over strings, without generated code, and two values. */
final class Wire {

    static final String SERVICE = "dev.curfew.Test";

    private static final MethodDescriptor.Marshaller<String> TEXT = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    static final MethodDescriptor<String, String> UNARY = method(MethodType.UNARY);
    static final MethodDescriptor<String, String> CLIENT_STREAMING = method(MethodType.CLIENT_STREAMING);
    static final MethodDescriptor<String, String> SERVER_STREAMING = method(MethodType.SERVER_STREAMING);
    static final MethodDescriptor<String, String> BIDI_STREAMING = method(MethodType.BIDI_STREAMING);

    static final Metadata.AsciiMarshaller<Integer> INTEGER = new Metadata.AsciiMarshaller<>() {
        @Override
        public String toAsciiString(Integer value) {
            return value.toString();
        }

        @Override
        public Integer parseAsciiString(String serialized) {
            return Integer.valueOf(serialized);
        }
    };

    static final Key<String> USER = Key.of("user");
    static final Key<Integer> HOPS = Key.withDefault("hops", 0);
    static final PropagatedKeys KEYS = PropagatedKeys.none()
            .and(USER, Metadata.Key.of("user", Metadata.ASCII_STRING_MARSHALLER))
            .and(HOPS, Metadata.Key.of("hops", INTEGER));

    private Wire() {}

    private static MethodDescriptor<String, String> method(MethodType type) {
        return MethodDescriptor.newBuilder(TEXT, TEXT)
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, type.name()))
                .build();
    }
}
