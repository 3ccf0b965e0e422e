package dev.curfew.kit;

/**
 * A stack with room for so many frames, as the library finds it that {@link ShallowLoader} has loaded. Each call of the
 * library takes one frame, and an access through a {@code VarHandle} as many as the test says. So the end of the stack
 * comes at every call in turn, and not where frames of the JVM happen to end.
 */
public final class ShallowStack {

    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private static volatile Thread limited;
    private static long limit = NO_LIMIT;
    private static int handleFrames;
    private static boolean hasEnded;

    private ShallowStack() {}

    /** Returns what the call throws at the end of the stack, or null. */
    public static StackOverflowError call(int room, int framesOfHandle, Runnable call) {
        handleFrames = framesOfHandle;
        hasEnded = false;
        limited = Thread.currentThread();
        limit = depth() + 1 + room;
        try {
            call.run();
            return null;
        } catch (StackOverflowError e) {
            return e;
        } finally {
            limit = NO_LIMIT;
        }
    }

    /** Whether the last call has met the end of the stack. */
    public static boolean hasEnded() {
        return hasEnded;
    }

    /** Called by the rewritten library. */
    public static void enter() {
        enter(1);
    }

    /** Called by the rewritten library. */
    public static void enterHandle() {
        enter(handleFrames);
    }

    private static void enter(int frames) {
        if (Thread.currentThread() == limited && limit != NO_LIMIT && depth() - 2 + frames > limit) {
            hasEnded = true;
            throw new StackOverflowError("meant to be thrown");
        }
    }

    private static long depth() {
        return WALKER.walk(frames -> frames.count());
    }
}
