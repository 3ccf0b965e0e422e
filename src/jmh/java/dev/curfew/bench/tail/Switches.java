package dev.curfew.bench.tail;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * How often the kernel took the processor from the thread that made this, while that thread could have run on. A thread
 * that blocks gives its processor away by itself: that does not count. Nor does what a hypervisor takes, which the
 * kernel does not see. Always 0 where the kernel is not Linux.
 */
final class Switches implements LongSupplier {

    /** Of the thread that opens it, whoever reads. */
    private static final String STATUS = "/proc/thread-self/status";

    private static final String NAME = "\nnonvoluntary_ctxt_switches:\t";

    private final RandomAccessFile status;
    private final byte[] bytes = new byte[8_192];

    private Switches(RandomAccessFile status) {
        this.status = status;
    }

    static LongSupplier ofThisThread() {
        try {
            return new Switches(new RandomAccessFile(STATUS, "r"));
        } catch (FileNotFoundException notLinux) {
            return () -> 0;
        }
    }

    /** Takes some microseconds. */
    @Override
    public long getAsLong() {
        try {
            status.seek(0);
            int length = status.read(bytes);
            String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
            int start = text.indexOf(NAME) + NAME.length();
            return Long.parseLong(text.substring(start, text.indexOf('\n', start)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
