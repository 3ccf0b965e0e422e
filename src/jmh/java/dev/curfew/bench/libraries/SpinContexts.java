package dev.curfew.bench.libraries;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The lists of the mutex core under a spin lock per context: fast as long as its holder runs.
 * While the kernel has taken the processor from the holder, all others spin. An action is a child. As in the contract of
 * this library, everything below is marked before the first action runs; values, waiters and foreign contexts are left
 * out.
 */
final class SpinContexts implements Contexts<SpinContexts.Node, SpinContexts.Node, SpinContexts.Node> {

    private final ScheduledThreadPoolExecutor scheduler = ExecutorTimers.newScheduler();

    static final class Node {

        private static final VarHandle LOCKED;

        static {
            try {
                LOCKED = MethodHandles.lookup().findVarHandle(Node.class, "locked", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final @Nullable Node parent;
        private final @Nullable Runnable action;

        @SuppressWarnings("unused") // by LOCKED
        private boolean locked;

        private volatile boolean ended;
        /** Guarded by the lock of this node, as the timer. */
        private @Nullable Node first;

        private @Nullable Future<?> timer;
        /** Guarded by the lock of the parent, as {@code after}. */
        private @Nullable Node before;

        private @Nullable Node after;
        /** The next that the same call has marked. */
        private @Nullable Node nextMarked;

        Node(@Nullable Node parent, @Nullable Runnable action) {
            this.parent = parent;
            this.action = action;
        }

        private void lock() {
            while (!LOCKED.compareAndSet(this, false, true)) {
                while ((boolean) LOCKED.getOpaque(this)) {
                    Thread.onSpinWait();
                }
            }
        }

        private void unlock() {
            LOCKED.setRelease(this, false);
        }

        Node attached() {
            Node above = parent;
            if (above == null) {
                return this;
            }
            above.lock();
            boolean late = above.ended;
            if (!late) {
                after = above.first;
                if (after != null) {
                    after.before = this;
                }
                above.first = this;
            }
            above.unlock();
            if (late) {
                end();
            }
            return this;
        }

        void end() {
            if (!mark()) {
                return;
            }
            nextMarked = null;
            Node last = this;
            for (Node marked = this; marked != null; marked = marked.nextMarked) {
                for (Node child = marked.first; child != null; child = child.after) {
                    if (child.mark()) {
                        last.nextMarked = child;
                        last = child;
                    }
                }
            }
            leave();
            for (Node marked = this; marked != null; marked = marked.nextMarked) {
                if (marked.action != null) {
                    marked.action.run();
                }
            }
        }

        /** Whether this call ended the node. */
        private boolean mark() {
            lock();
            boolean live = !ended;
            if (live) {
                ended = true;
                if (timer != null) {
                    timer.cancel(false);
                    timer = null;
                }
            }
            unlock();
            return live;
        }

        void stop() {
            if (mark()) {
                leave();
            }
        }

        private void leave() {
            Node above = parent;
            if (above == null) {
                return;
            }
            above.lock();
            if (!above.ended) {
                if (before != null) {
                    before.after = after;
                } else if (above.first == this) {
                    above.first = after;
                }
                if (after != null) {
                    after.before = before;
                }
            }
            above.unlock();
        }

        void arm(ScheduledThreadPoolExecutor scheduler, long nanos) {
            lock();
            if (!ended) {
                timer = scheduler.schedule(this::end, nanos, NANOSECONDS);
            }
            unlock();
        }
    }

    @Override
    public Node open() {
        return new Node(null, null);
    }

    @Override
    public Node derive(Node parent) {
        return new Node(parent, null).attached();
    }

    @Override
    public Node deriveFor(Node parent, long timeoutNanos) {
        return deriveUntil(parent, System.nanoTime() + timeoutNanos);
    }

    @Override
    public Node deriveUntil(Node parent, Object deadline) {
        Node child = derive(parent);
        child.arm(scheduler, (Long) deadline - System.nanoTime());
        return child;
    }

    @Override
    public Object deadlineIn(long nanos) {
        return System.nanoTime() + nanos;
    }

    @Override
    public void end(Node context) {
        context.end();
    }

    @Override
    public boolean isDone(Node context) {
        return context.ended;
    }

    @Override
    public Node register(Node context, Runnable action) {
        return new Node(context, action).attached();
    }

    @Override
    public void stop(Node context, Node registration) {
        registration.stop();
    }
}
