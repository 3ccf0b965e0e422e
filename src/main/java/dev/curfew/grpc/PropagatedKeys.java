package dev.curfew.grpc;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.Key;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which values of a context travel with a call, and under which names in its metadata. Client and server declare the same:
 *
 * <pre>{@code
 * static final PropagatedKeys KEYS = PropagatedKeys.none()
 *         .and(USER, Metadata.Key.of("user", Metadata.ASCII_STRING_MARSHALLER))
 *         .and(TRACE, Metadata.Key.of("trace-bin", TRACE_MARSHALLER));
 * }</pre>
 *
 * The names are the context's alone: a header that somebody else has put under one of them is replaced by the value of the
 * context, and removed if there is none. A key's default is a value, so it is sent.
 *
 * <p>What a client sends is whatever it likes to send: a server that must trust a value checks it elsewhere.
 *
 * <p><b>Threads:</b> immutable. The marshallers are called by the threads that start calls and begin to serve them.
 */
public final class PropagatedKeys {

    private static final PropagatedKeys NONE = new PropagatedKeys(List.of());

    private final List<Entry<?>> entries;

    private PropagatedKeys(List<Entry<?>> entries) {
        this.entries = entries;
    }

    /**
     * No values travel. The start of every declaration.
     *
     * @return always the same one
     */
    public static PropagatedKeys none() {
        return NONE;
    }

    /**
     * These, and one more. A null value is not sent, and what is not sent is not bound on the other side; a key's default is
     * sent like any value.
     *
     * @param key the key in contexts
     * @param name the name in metadata, and how the value is written and read; an ASCII marshaller takes printable ASCII
     *     only, a binary one has a name that ends in {@code -bin}
     * @param <T> the type of the value
     * @return the longer declaration
     * @throws NullPointerException if {@code key} or {@code name} is null
     * @throws IllegalArgumentException if {@code key} or {@code name} is declared already
     */
    public <T> PropagatedKeys and(Key<T> key, Metadata.Key<T> name) {
        requireNonNull(key, "key");
        requireNonNull(name, "name");
        for (Entry<?> entry : entries) {
            if (entry.key == key) {
                throw new IllegalArgumentException("key " + key + " travels already, as " + entry.name.name());
            }
            if (entry.name.name().equals(name.name())) {
                throw new IllegalArgumentException("name " + name.name() + " is taken already, by key " + entry.key);
            }
        }
        return new PropagatedKeys(Stream.concat(entries.stream(), Stream.of(new Entry<>(key, name)))
                .toList());
    }

    /** Puts the context's values into the headers, in place of what they have under those names. */
    void write(Context context, Metadata headers) {
        for (Entry<?> entry : entries) {
            entry.write(context, headers);
        }
    }

    /**
     * Binds what the headers have.
     *
     * @throws StatusException {@code INVALID_ARGUMENT} with the name of what cannot be read
     */
    Context read(Metadata headers, Context base) throws StatusException {
        Context context = base;
        for (Entry<?> entry : entries) {
            context = entry.read(headers, context);
        }
        return context;
    }

    /** The names, without values. */
    @Override
    public String toString() {
        return entries.stream().map(entry -> entry.name.name()).collect(Collectors.joining(", ", "[", "]"));
    }

    private record Entry<T>(Key<T> key, Metadata.Key<T> name) {

        void write(Context context, Metadata headers) {
            headers.discardAll(name);
            T value = context.value(key);
            if (value != null) {
                headers.put(name, value);
            }
        }

        Context read(Metadata headers, Context context) throws StatusException {
            T value;
            try {
                value = headers.get(name);
            } catch (RuntimeException e) {
                throw Status.INVALID_ARGUMENT
                        .withDescription("metadata " + name.name() + " is unreadable")
                        .withCause(e)
                        .asException();
            }
            return value == null ? context : context.withValue(key, value);
        }
    }
}
