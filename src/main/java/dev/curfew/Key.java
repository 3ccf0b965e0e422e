package dev.curfew;

import static java.util.Objects.requireNonNull;

import dev.curfew.internal.Printable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Names a value that contexts carry, with its type. Keys are compared by identity: keep each in a {@code static final}
 * field, and make the field accessible only to code that may read the value.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param <T> the type of the value
 */
public final class Key<T> {

    private static final AtomicInteger CREATED = new AtomicInteger();
    /** 2^32 divided by the golden ratio: consecutive keys spread evenly over a table of any power of two (Knuth). */
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    private final String name;
    private final @Nullable T defaultValue;
    private final int hash = CREATED.getAndIncrement() * GOLDEN_RATIO;

    private Key(String name, @Nullable T defaultValue) {
        this.name = requireNonNull(name, "name");
        this.defaultValue = defaultValue;
    }

    /**
     * Makes a key whose value is null if no context binds it.
     *
     * @param name the name that {@code toString} of a context shows; it need not be unique
     * @param <T> the type of the value
     * @return a key that differs from every other
     * @throws NullPointerException if {@code name} is null
     */
    public static <T> Key<T> of(String name) {
        return new Key<>(name, null);
    }

    /**
     * Makes a key with a default value.
     *
     * @param name the name that {@code toString} of a context shows; it need not be unique
     * @param value the result of {@link Context#value} if no context binds the key
     * @param <T> the type of the value
     * @return a key that differs from every other
     * @throws NullPointerException if {@code name} or {@code value} is null
     */
    public static <T> Key<T> withDefault(String name, T value) {
        return new Key<>(name, requireNonNull(value, "value"));
    }

    /**
     * The name given to the key.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The result of {@link Context#value} if no context binds the key.
     *
     * @return the default, or null if the key has none
     */
    public @Nullable T defaultValue() {
        return defaultValue;
    }

    /** A number whose low bits and whose high bits differ from key to key. */
    @Override
    public int hashCode() {
        return hash;
    }

    /** Compares by identity. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    /** The name, with escapes for control and format characters. */
    @Override
    public String toString() {
        return Printable.of(name);
    }
}
