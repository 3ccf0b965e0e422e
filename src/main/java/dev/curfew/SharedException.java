package dev.curfew;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the constants of {@link ContextException}, to which nobody can add a suppressed exception.
 *
 * <p>{@link java.util.concurrent.CancellationException} has no constructor that disables suppression. The serial form of
 * {@link Throwable} can: an exception that is read without a list of suppressed exceptions never gets one.
 */
final class SharedException {

    private SharedException() {}

    /** A copy that keeps no suppressed exceptions; the exception itself where this process forbids to read one. */
    @SuppressWarnings("unchecked") // A copy has the class of its original.
    static <E extends ContextException> E of(E exception) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Writer writer = new Writer(bytes)) {
            writer.writeObject(exception);
            writer.flush();
            return (E) new Reader(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return exception; // A filter for serial data, for example. Suppressed exceptions pile up then.
        }
    }

    private static final class Writer extends ObjectOutputStream {

        Writer(OutputStream to) throws IOException {
            super(to);
            enableReplaceObject(true);
        }

        /** Leaves out the list, whatever its class is in the serial form. */
        @Override
        protected @Nullable Object replaceObject(Object part) {
            boolean kept = part instanceof Throwable || part instanceof String || part instanceof StackTraceElement[];
            return kept ? part : null;
        }
    }

    private static final class Reader extends ObjectInputStream {

        Reader(InputStream from) throws IOException {
            super(from);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws ClassNotFoundException {
            return Class.forName(described.getName(), false, SharedException.class.getClassLoader());
        }
    }
}
