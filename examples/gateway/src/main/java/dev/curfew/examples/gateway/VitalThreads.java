package dev.curfew.examples.gateway;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/**
 * Makes the threads that the gateway cannot serve without. The process of a gateway whose event loop has died would
 * accept connections for ever and answer none of them, so the end of such a thread is reported. Netty and Agrona keep a
 * thread alive whatever a task throws; what ends it is a failure of their own, or of the logging.
 */
final class VitalThreads {

    static final int EXIT_STATUS = 70; // EX_SOFTWARE of sysexits.h

    private final Function<String, Runnable> deathOf;
    private volatile boolean released;

    /**
     * @param deathOf makes, of what might die, what is then done about it: on any thread, without memory or descriptors
     */
    VitalThreads(Function<String, Runnable> deathOf) {
        this.deathOf = deathOf;
    }

    /** Those of the program, whose death is the end of the process: whoever supervises it starts another one. */
    static VitalThreads ofTheProcess(String program) {
        return new VitalThreads(what -> {
            String text = program + ": " + what + " has died, so the process ends with status " + EXIT_STATUS + "\n";
            return new EndOfProcess(text.getBytes(StandardCharsets.UTF_8), new FileOutputStream(FileDescriptor.err));
        });
    }

    /** No hook of a shutdown runs: it would wait for the thread that is dead. */
    private record EndOfProcess(byte[] message, FileOutputStream standardError) implements Runnable {
        @Override
        public void run() {
            try {
                standardError.write(message);
            } catch (IOException e) {
                // Nobody reads it.
            } finally {
                Runtime.getRuntime().halt(EXIT_STATUS);
            }
        }
    }

    /** Daemons, numbered where there are several. */
    ThreadFactory named(String name) {
        return new DefaultThreadFactory(name, true) {
            @Override
            protected Thread newThread(Runnable work, String numberedName) {
                return super.newThread(new Vital(work, death("the thread " + numberedName)), numberedName);
            }
        };
    }

    private record Vital(Runnable work, Runnable death) implements Runnable {
        @Override
        public void run() {
            try {
                work.run();
            } finally {
                death.run();
            }
        }
    }

    /** What to run when something dies that is as vital as these threads. */
    Runnable death(String what) {
        return new Death(this, deathOf.apply(what));
    }

    private record Death(VitalThreads threads, Runnable consequence) implements Runnable {
        @Override
        public void run() {
            if (!threads.released) {
                consequence.run();
            }
        }
    }

    /** From now on the threads may end. */
    void release() {
        released = true;
    }
}
