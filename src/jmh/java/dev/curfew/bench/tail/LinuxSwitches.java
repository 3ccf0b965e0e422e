package dev.curfew.bench.tail;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** From {@code /proc}: each call reads a file, which takes some microseconds. */
final class LinuxSwitches implements Switches {

    private static final String NAME = "\nnonvoluntary_ctxt_switches:\t";
    private static final Switches NONE = new Switches() {
        @Override
        public long count() {
            return 0;
        }

        @Override
        public long waitNanos() {
            return 0;
        }
    };

    /** Both are of the thread that opened them, whoever reads. */
    private final RandomAccessFile status;

    private final RandomAccessFile schedstat;
    private final byte[] bytes = new byte[8_192];

    private LinuxSwitches() throws FileNotFoundException {
        status = new RandomAccessFile("/proc/thread-self/status", "r");
        schedstat = new RandomAccessFile("/proc/thread-self/schedstat", "r");
    }

    static Switches ofThisThread() {
        try {
            return new LinuxSwitches();
        } catch (FileNotFoundException notLinux) {
            return NONE;
        }
    }

    @Override
    public long count() {
        String text = read(status);
        int start = text.indexOf(NAME) + NAME.length();
        return Long.parseLong(text.substring(start, text.indexOf('\n', start)));
    }

    /** The second of three numbers. */
    @Override
    public long waitNanos() {
        String text = read(schedstat);
        int start = text.indexOf(' ') + 1;
        return Long.parseLong(text.substring(start, text.indexOf(' ', start)));
    }

    private String read(RandomAccessFile file) {
        try {
            file.seek(0);
            return new String(bytes, 0, file.read(bytes), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
