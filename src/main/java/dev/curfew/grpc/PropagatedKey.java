package dev.curfew.grpc;

import dev.curfew.Context;
import dev.curfew.Key;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key of contexts and its name in metadata.
 *
 * <p>gRPC does not show what a marshaller returns. So a value is written into metadata first, and then read from there
 * by a second key of the same name: gRPC replaces each character that is not ASCII by a question mark.
 */
record PropagatedKey<T>(
        Key<T> key, Metadata.Key<T> name, Metadata.@Nullable Key<String> text, Metadata.@Nullable Key<byte[]> bytes) {

    /** Makes the second key: for bytes if the name ends in {@code -bin}, else for text. */
    static <T> PropagatedKey<T> of(Key<T> key, Metadata.Key<T> name) {
        String same = name.name();
        return same.endsWith(Metadata.BINARY_HEADER_SUFFIX)
                ? new PropagatedKey<>(key, name, null, Metadata.Key.of(same, Metadata.BINARY_BYTE_MARSHALLER))
                : new PropagatedKey<>(key, name, Metadata.Key.of(same, Metadata.ASCII_STRING_MARSHALLER), null);
    }

    /**
     * Writes the context's value into the metadata, unless it is null.
     *
     * @throws StatusException {@code INVALID_ARGUMENT} with the names, if the value cannot be carried faithfully
     */
    void write(Context context, Metadata metadata) throws StatusException {
        T value = context.value(key);
        if (value == null) {
            return;
        }
        RuntimeException failure = null;
        try {
            metadata.put(name, value);
            if (isCarried(value, metadata)) {
                return;
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        throw Status.INVALID_ARGUMENT
                .withDescription("metadata " + name.name() + " cannot carry the value of key " + key.name())
                .withCause(failure)
                .asException();
    }

    private boolean isCarried(T value, Metadata metadata) {
        if (bytes != null) {
            metadata.get(bytes); // if the marshaller makes a stream, it is read now, and may fail
        }
        if (text == null) {
            return true;
        }
        String written = metadata.get(text);
        return written != null && isAsciiText(written) && (written.indexOf('?') < 0 || isReadBack(value, metadata));
    }

    /** Whether the value itself has the question marks. True if its type has no {@code equals}. */
    private boolean isReadBack(T value, Metadata metadata) {
        T read = metadata.get(name);
        return Objects.deepEquals(value, read) || !Objects.deepEquals(read, metadata.get(name));
    }

    /**
     * Binds the value that the metadata has under this name, if there is one.
     *
     * @throws StatusException {@code INVALID_ARGUMENT} with the name, if the value cannot be read
     */
    Context read(Metadata metadata, Context context) throws StatusException {
        if (!metadata.containsKey(name)) {
            return context;
        }
        T value = null;
        RuntimeException failure = null;
        try {
            value = text == null || isAsciiText(metadata.get(text)) ? metadata.get(name) : null;
        } catch (RuntimeException e) {
            failure = e;
        }
        if (value != null) {
            return context.withValue(key, value);
        }
        throw Status.INVALID_ARGUMENT
                .withDescription("metadata " + name.name() + " is unreadable")
                .withCause(failure)
                .asException();
    }

    /** Whether the gRPC protocol allows the text: printable ASCII, without spaces at either end, which may get lost. */
    private static boolean isAsciiText(@Nullable String text) {
        if (text == null || !text.equals(text.strip())) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }
}
