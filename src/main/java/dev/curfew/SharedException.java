package dev.curfew;

import static java.io.ObjectStreamConstants.SC_SERIALIZABLE;
import static java.io.ObjectStreamConstants.STREAM_MAGIC;
import static java.io.ObjectStreamConstants.STREAM_VERSION;
import static java.io.ObjectStreamConstants.TC_CLASSDESC;
import static java.io.ObjectStreamConstants.TC_ENDBLOCKDATA;
import static java.io.ObjectStreamConstants.TC_NULL;
import static java.io.ObjectStreamConstants.TC_OBJECT;
import static java.io.ObjectStreamConstants.TC_STRING;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/**
 * Makes the constants of {@link ContextException}, which keep no suppressed exceptions: an exception added to a shared
 * instance would never be released.
 *
 * <p>{@link java.util.concurrent.CancellationException} has no constructor that disables suppression. The serial form
 * of {@link Throwable} can: an exception that is read without a list of suppressed exceptions never gets one.
 */
final class SharedException {

    private SharedException() {}

    /** A copy that keeps no suppressed exceptions; the exception itself if this process forbids deserializing it. */
    @SuppressWarnings("unchecked") // A copy has the class of its original.
    static <E extends ContextException> E of(E exception) {
        try {
            return (E) new Reader(new ByteArrayInputStream(serialForm(exception))).readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return exception; // For example a filter for serial data. Suppressed exceptions pile up then.
        }
    }

    /**
     * The serial form of an object of the exception's class with one field of {@link Throwable}, the message. All other
     * fields, and the classes between the two, are left out and get their defaults. An {@code ObjectOutputStream} would
     * spend 10 ms on loading classes at the first use of this library.
     */
    private static byte[] serialForm(ContextException exception) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(STREAM_MAGIC);
        out.writeShort(STREAM_VERSION);
        out.writeByte(TC_OBJECT);
        describe(exception.getClass(), 0, out);
        out.writeByte(TC_ENDBLOCKDATA);
        describe(Throwable.class, 1, out);
        out.writeByte('L');
        out.writeUTF("detailMessage");
        out.writeByte(TC_STRING);
        out.writeUTF(String.class.descriptorString());
        out.writeByte(TC_ENDBLOCKDATA);
        out.writeByte(TC_NULL); // Throwable extends no class that is serializable.
        out.writeByte(TC_STRING);
        out.writeUTF(exception.getMessage());
        return bytes.toByteArray();
    }

    /** The beginning of a class descriptor, up to its fields. */
    private static void describe(Class<?> type, int fields, DataOutputStream out) throws IOException {
        out.writeByte(TC_CLASSDESC);
        out.writeUTF(type.getName());
        out.writeLong(ObjectStreamClass.lookup(type).getSerialVersionUID());
        out.writeByte(SC_SERIALIZABLE);
        out.writeShort(fields);
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
