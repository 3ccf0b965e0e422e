package dev.curfew.bench.libraries;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Go's {@code context.go}, statement by statement: a mutex, a hash set of children and a timer per context, and an end
 * that holds the mutex while it ends the children. An action is a child. Go runs it in a goroutine; here it runs on the
 * thread that ends the context, which holds the mutexes of the contexts above meanwhile. It has less to do than the
 * contract of this library asks for: a child may be seen live while the action of another one runs, and values are left
 * out.
 */
final class PortContexts implements Contexts<PortContexts.Node, PortContexts.Node, PortContexts.Node> {

    private final ScheduledThreadPoolExecutor scheduler = ExecutorTimers.newScheduler();

    /** {@code cancelCtx}, {@code timerCtx} and {@code afterFuncCtx}. */
    static final class Node {
        private final @Nullable Node parent;
        private final @Nullable Runnable action;
        private volatile boolean ended;
        /** Guarded by this, as the timer. Null until needed. */
        private @Nullable Set<Node> children;

        private @Nullable Future<?> timer;

        Node(@Nullable Node parent, @Nullable Runnable action) {
            this.parent = parent;
            this.action = action;
        }

        /** {@code propagateCancel}. */
        Node attached() {
            Node above = parent;
            if (above == null) {
                return this;
            }
            boolean late;
            synchronized (above) {
                late = above.ended;
                if (!late) {
                    if (above.children == null) {
                        above.children = new HashSet<>();
                    }
                    above.children.add(this);
                }
            }
            if (late) {
                end(false);
            }
            return this;
        }

        /** {@code cancel}. Returns whether this call ended the context. */
        boolean end(boolean removeFromParent) {
            synchronized (this) {
                if (ended) {
                    return false;
                }
                ended = true;
                if (children != null) {
                    for (Node child : children) {
                        child.end(false);
                    }
                    children = null;
                }
                if (timer != null) {
                    timer.cancel(false);
                    timer = null;
                }
            }
            if (removeFromParent) {
                leave();
            }
            if (action != null) {
                action.run();
            }
            return true;
        }

        /** {@code stop} of {@code AfterFunc}. */
        void stop() {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
            }
            leave();
        }

        /** {@code removeChild}. */
        private void leave() {
            Node above = parent;
            if (above != null) {
                synchronized (above) {
                    if (above.children != null) {
                        above.children.remove(this);
                    }
                }
            }
        }

        synchronized void arm(ScheduledThreadPoolExecutor scheduler, long nanos) {
            if (!ended) {
                timer = scheduler.schedule(() -> end(true), nanos, NANOSECONDS);
            }
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

    /** As {@code WithDeadlineCause}, it asks the clock how long that is. */
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
        context.end(true);
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
