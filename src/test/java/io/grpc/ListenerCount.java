package io.grpc;

/** How many listeners a context of grpc's holds, which it tells its own package only. */
public final class ListenerCount {

    private ListenerCount() {}

    public static int of(Context context) {
        return context.listenerCount();
    }
}
