package dev.curfew.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Metadata;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/** Marshals text as UTF-8. Throws if a character would be replaced, in either direction. */
final class Utf8Marshaller implements Metadata.BinaryMarshaller<String> {

    @Override
    public byte[] toBytes(String value) {
        try {
            ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("half of a surrogate pair", e);
        }
    }

    @Override
    public String parseBytes(byte[] serialized) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(serialized)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("no UTF-8", e);
        }
    }
}
