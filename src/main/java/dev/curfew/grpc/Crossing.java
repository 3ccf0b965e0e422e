package dev.curfew.grpc;

import dev.curfew.internal.Classes;
import dev.curfew.internal.StackRoom;
import org.jspecify.annotations.Nullable;

/**
 * An end on its way from one side of a bridge to the other. gRPC notifies each listener once and swallows what the
 * listener throws. So an end that overflowed the stack, or found no memory, inside gRPC would be lost without a trace.
 *
 * <ul>
 *   <li>G9: {@link #cross} begins where the stack has room: on the ending thread, or else on a new thread.
 *   <li>G10: If {@code cross} or the start of that thread fails with a {@link VirtualMachineError}, this object is put
 *       on the list {@code unfinished}, and the next crossing of any thread finishes it. The error leaves {@link #run}
 *       and is reported.
 *   <li>N17: An overflow in the call of {@code run} itself leaves nothing behind but the report of the caller.
 * </ul>
 */
abstract class Crossing implements Runnable {

    private static final Object LOCK = new Object();

    static {
        // There may be no room on the stack later.
        Classes.initialize(
                StackRoom.class,
                Elsewhere.class,
                Termination.class,
                Termination.DeadlineCarrier.class,
                Termination.CancelCarrier.class);
    }

    /** The head of a list. Changed under the lock only. */
    private static volatile @Nullable Crossing unfinished;

    /** Guarded by the lock. An object is on the list at most once, also if two threads fail in it. */
    private boolean isUnfinished;

    private @Nullable Crossing next;

    /** Ends the other side. May be called again, also by two threads at once. */
    abstract void cross();

    @Override
    public final void run() {
        boolean hasRoom = crossWhereRoomIs();
        while (hasRoom && unfinished != null) {
            Crossing other = takeUnfinished();
            hasRoom = other == null || other.crossWhereRoomIs();
        }
    }

    /** G9, G10. Returns whether this thread has room. */
    private boolean crossWhereRoomIs() {
        try {
            boolean hasRoom = StackRoom.isEnough();
            if (hasRoom) {
                cross();
            } else {
                new Elsewhere(this).start();
            }
            return hasRoom;
        } catch (VirtualMachineError e) {
            // Stores and a monitor need neither a frame nor memory.
            synchronized (LOCK) {
                if (!isUnfinished) {
                    isUnfinished = true;
                    next = unfinished;
                    unfinished = this;
                }
            }
            throw e;
        }
    }

    /** A thread that takes one end across. */
    private static final class Elsewhere extends Thread {
        private final Crossing crossing;

        Elsewhere(Crossing crossing) {
            super(null, null, "curfew-grpc-end", 0, false);
            this.crossing = crossing;
            setDaemon(true);
        }

        @Override
        public void run() {
            crossing.run();
        }
    }

    private static @Nullable Crossing takeUnfinished() {
        synchronized (LOCK) {
            Crossing first = unfinished;
            if (first != null) {
                unfinished = first.next;
                first.next = null;
                first.isUnfinished = false;
            }
            return first;
        }
    }
}
