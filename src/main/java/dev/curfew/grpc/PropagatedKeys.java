package dev.curfew.grpc;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.Key;
import io.grpc.Metadata;
import io.grpc.StatusException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Declares which values of a context go with a call, and their names in the metadata. Client and server declare the
 * same keys:
 *
 * <pre>{@code
 * static final PropagatedKeys KEYS = PropagatedKeys.none()
 *         .and(USER, Metadata.Key.of("user-bin", PropagatedKeys.UTF_8_STRING_MARSHALLER))
 *         .and(TRACE, Metadata.Key.of("trace-id", Metadata.ASCII_STRING_MARSHALLER));
 * }</pre>
 *
 * <p><b>Text:</b> metadata under a name that does not end in {@code -bin} is printable ASCII, without spaces at either
 * end. gRPC replaces any other character by a question mark, and the transport on Netty drops values with control
 * characters. So a call with such a value is closed with {@code INVALID_ARGUMENT} and the name before it starts, and so
 * is a call whose marshaller throws or returns null. Send text that people write as UTF-8, under a name that ends in
 * {@code -bin}. A server closes calls with such metadata in the same way. One case cannot be detected: a type without
 * {@code equals} that is marshalled as ASCII, and whose text gets question marks.
 *
 * <p><b>Names</b> belong to the context: a value of the context replaces a header that other code has put under its
 * name, and if the context has no value, the header is removed. The default of a key is a value, so it is sent.
 *
 * <p><b>Trust:</b> a client can send any value. A server that must trust a value checks it in another way.
 *
 * <p><b>Threads:</b> immutable. Threads that start calls and threads that begin to serve calls run the marshallers.
 */
public final class PropagatedKeys {

    /**
     * Marshals any text as UTF-8, for names that end in {@code -bin}. Throws {@link IllegalArgumentException} for half
     * of a surrogate pair, and for bytes that are not UTF-8.
     */
    public static final Metadata.BinaryMarshaller<String> UTF_8_STRING_MARSHALLER = new Utf8Marshaller();

    private static final PropagatedKeys NONE = new PropagatedKeys(List.of());

    private final List<PropagatedKey<?>> entries;

    private PropagatedKeys(List<PropagatedKey<?>> entries) {
        this.entries = entries;
    }

    /**
     * The declaration of no keys, with which every declaration starts.
     *
     * @return always the same declaration
     */
    public static PropagatedKeys none() {
        return NONE;
    }

    /**
     * Declares one more key. A null value is not sent, and a value that is not sent is not bound on the other side. The
     * default of a key is sent like any value.
     *
     * @param key the key in contexts
     * @param name the name in metadata, with the marshaller that writes and reads the value; with a binary marshaller,
     *     the name ends in {@code -bin}
     * @param <T> the type of the value
     * @return the longer declaration
     * @throws NullPointerException if {@code key} or {@code name} is null
     * @throws IllegalArgumentException if {@code key} or {@code name} is declared already, or {@code name} belongs
     *     to gRPC or HTTP, such as {@code grpc-timeout} or {@code te}
     */
    public <T> PropagatedKeys and(Key<T> key, Metadata.Key<T> name) {
        requireNonNull(key, "key");
        requireNonNull(name, "name");
        if (ReservedNames.contain(name.name())) {
            throw new IllegalArgumentException("name " + name.name() + " belongs to gRPC or HTTP");
        }
        for (PropagatedKey<?> entry : entries) {
            if (entry.key() == key) {
                throw new IllegalArgumentException(
                        "key " + key + " travels already, as " + entry.name().name());
            }
            if (entry.name().name().equals(name.name())) {
                throw new IllegalArgumentException("name " + name.name() + " is taken already, by key " + entry.key());
            }
        }
        return new PropagatedKeys(Stream.concat(entries.stream(), Stream.of(PropagatedKey.of(key, name)))
                .toList());
    }

    /**
     * Writes the context's values into the headers, in place of other values under these names.
     *
     * @throws StatusException {@code INVALID_ARGUMENT} with the name of a value that cannot be carried; the headers are
     *     unchanged then
     */
    void write(Context context, Metadata headers) throws StatusException {
        Metadata values = new Metadata();
        for (PropagatedKey<?> entry : entries) {
            entry.write(context, values);
        }
        for (PropagatedKey<?> entry : entries) {
            headers.discardAll(entry.name());
        }
        headers.merge(values);
    }

    /**
     * Binds the values that the headers have.
     *
     * @throws StatusException {@code INVALID_ARGUMENT} with the name of a value that cannot be read
     */
    Context read(Metadata headers, Context base) throws StatusException {
        Context context = base;
        for (PropagatedKey<?> entry : entries) {
            context = entry.read(headers, context);
        }
        return context;
    }

    /** The names, without values. */
    @Override
    public String toString() {
        return entries.stream().map(entry -> entry.name().name()).collect(Collectors.joining(", ", "[", "]"));
    }
}
