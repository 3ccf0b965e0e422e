package dev.curfew.examples.gateway;

import dev.curfew.ContextRuntime;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Ticker;
import org.agrona.ErrorHandler;

/**
 * Runs a context runtime's deadlines on an event loop's own duty cycle: no thread of the library's, and actions run where
 * the channels are. It wraps the loop's {@link IoHandler}, whose {@code run} is the one place where the loop blocks.
 *
 * <p>A turn: end what is due, then let the channels run, blocking no longer than until the next deadline, then tasks.
 *
 * <ul>
 *   <li>I1: a deadline set by the loop's own thread is not slept through: {@code nextWakeNanos} is asked on that thread
 *       after all it has done, within the call that blocks.
 *   <li>I2: nor is one set by another thread. The handler clears its "woken" flag, then asks {@code delayNanos}, which asks
 *       {@code nextWakeNanos}, which takes in what was set so far and declares the loop asleep until then; whoever sets a
 *       nearer one after that calls {@code wakeup}. It finds the flag clear, sets it and wakes the selector: a select
 *       that is yet to begin returns at once. One that came before finds itself taken in.
 *   <li>N1: {@code wakeup} from the loop's own thread does nothing; it need not, by I1.
 *   <li>N2: before the loop's thread has started, which Netty has it do with its first task, no deadline is met.
 *   <li>N3: NIO rounds what is left to whole milliseconds, to the nearest: below half a millisecond the loop polls. It may
 *       come back late by half of one, and early, which costs another turn.
 * </ul>
 */
final class LoopWheel implements IoHandler {

    /** About a thousand deadlines each; then channels get their turn even if more are due. */
    private static final int PORTIONS = 8;

    private final IoHandler channels;
    private final ContextRuntime runtime;
    private final ErrorHandler errorHandler;

    LoopWheel(IoHandler channels, Options options, ErrorHandler errorHandler) {
        this.channels = channels;
        this.errorHandler = errorHandler;
        runtime = options.runtime(errorHandler).callerDriven(channels::wakeup).build();
    }

    ContextRuntime runtime() {
        return runtime;
    }

    @Override
    // snippet: loop
    public int run(IoHandlerContext loop) {
        return channels.run(new BlockingLimit(loop, endWhatIsDue()));
    }
    // end

    /** Whether nothing more is. */
    private boolean endWhatIsDue() {
        try {
            for (int i = 0; i < PORTIONS; i++) {
                if (runtime.agent().doWork() == 0) {
                    return true;
                }
            }
        } catch (Exception e) {
            errorHandler.onError(e); // Agent.doWork may throw; the runtime's does not
        }
        return false;
    }

    /** The loop will not run again: what is still open ends, and nothing can be armed any more. */
    @Override
    public void destroy() {
        try {
            runtime.agent().onClose();
        } finally {
            channels.destroy();
        }
    }

    @Override
    public void initialize() {
        channels.initialize();
    }

    @Override
    public void prepareToDestroy() {
        channels.prepareToDestroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return channels.register(handle);
    }

    @Override
    public void wakeup() {
        channels.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return channels.isCompatible(handleType);
    }

    /** What the loop says about blocking, cut short by the next deadline of a context. */
    private final class BlockingLimit implements IoHandlerContext {

        private final IoHandlerContext loop;
        private final boolean nothingIsDue;

        BlockingLimit(IoHandlerContext loop, boolean nothingIsDue) {
            this.loop = loop;
            this.nothingIsDue = nothingIsDue;
        }

        @Override
        public boolean canBlock() {
            return nothingIsDue && loop.canBlock();
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            long untilTask = loop.delayNanos(currentTimeNanos);
            long wakeNanos = runtime.nextWakeNanos();
            if (wakeNanos == Long.MAX_VALUE) {
                return untilTask;
            }
            return Math.min(untilTask, Math.max(0, wakeNanos - runtime.clock().nanoTime()));
        }

        /** On the loop's scale, which begins when the process does. Other transports than NIO ask for it. */
        @Override
        public long deadlineNanos() {
            long task = loop.deadlineNanos();
            long wakeNanos = runtime.nextWakeNanos();
            if (wakeNanos == Long.MAX_VALUE) {
                return task;
            }
            long wake = Math.max(0, wakeNanos - Ticker.systemTicker().initialNanoTime());
            return task == -1 ? wake : Math.min(task, wake);
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            loop.reportActiveIoTime(activeNanos);
        }

        @Override
        public boolean shouldReportActiveIoTime() {
            return loop.shouldReportActiveIoTime();
        }
    }
}
