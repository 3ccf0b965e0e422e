package dev.curfew.lockfree;

import dev.curfew.wheel.internal.WheelThread;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/** With a thread of the runtime's. */
final class ThreadDriven extends DeadlineWheel {

    private final WheelThread thread;

    ThreadDriven(WheelThread thread) {
        super(thread.wheel());
        this.thread = thread;
    }

    @Override
    void start() {
        thread.start();
    }

    @Override
    @Nullable
    Agent agent() {
        return null;
    }

    @Override
    boolean isClosing() {
        return thread.isClosing();
    }

    @Override
    void settle() {
        thread.close();
    }
}
