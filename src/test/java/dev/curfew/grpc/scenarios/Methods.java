package dev.curfew.grpc.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** A method of each kind over text, and one whose messages cannot be marshalled. */
final class Methods {

    static final String SERVICE = "dev.curfew.Scenarios";
    /** What no marshaller of these writes, or reads. */
    static final String UNSPEAKABLE = "unspeakable";

    static final MethodDescriptor<String, String> UNARY = method(SERVICE, MethodType.UNARY);
    static final MethodDescriptor<String, String> CLIENT_STREAMING = method(SERVICE, MethodType.CLIENT_STREAMING);
    static final MethodDescriptor<String, String> SERVER_STREAMING = method(SERVICE, MethodType.SERVER_STREAMING);
    static final MethodDescriptor<String, String> BIDI_STREAMING = method(SERVICE, MethodType.BIDI_STREAMING);
    static final List<MethodDescriptor<String, String>> ALL =
            List.of(UNARY, CLIENT_STREAMING, SERVER_STREAMING, BIDI_STREAMING);
    static final MethodDescriptor<String, String> OF_NO_SERVICE = method("dev.curfew.Nowhere", MethodType.UNARY);
    static final MethodDescriptor<String, String> UNKNOWN = method(SERVICE, MethodType.UNKNOWN);

    private Methods() {}

    private static MethodDescriptor<String, String> method(String service, MethodType type) {
        return MethodDescriptor.newBuilder(new Text(), new Text())
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, type.name()))
                .build();
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            if (value.equals(UNSPEAKABLE)) {
                throw new IllegalArgumentException(value);
            }
            return new ByteArrayInputStream(value.getBytes(UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                String text = new String(stream.readAllBytes(), UTF_8);
                if (text.equals("unreadable")) {
                    throw new IllegalArgumentException(text);
                }
                return text;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
