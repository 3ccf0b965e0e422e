package dev.curfew.internal;

/** Whether the stack of the current thread has room for code of others: an error handler, or a listener of gRPC. */
public final class StackRoom {

    /**
     * Frames of {@link #descend}: at least 16 KiB if it is compiled. Interpreted frames are larger, and so are those of
     * a handler.
     */
    private static final int FRAMES = 300;

    private StackRoom() {}

    public static boolean isEnough() {
        try {
            return descend(FRAMES, 1, 2, 3) != 0;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    /** Never returns 0. The sum after the call keeps the arguments in the frame. */
    private static long descend(int frames, long a, long b, long c) {
        return frames == 0 ? 1 : (descend(frames - 1, b + c, a + c, a + b) | (a ^ b ^ c)) | 1;
    }
}
