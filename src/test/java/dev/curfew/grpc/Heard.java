package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that remembers. */
final class Heard extends ClientCall.Listener<String> {
    final List<Status> closes = new ArrayList<>();
    final List<String> others = new CopyOnWriteArrayList<>();

    @Override
    public void onClose(Status status, Metadata trailers) {
        closes.add(status);
    }

    @Override
    public void onMessage(String message) {
        others.add(message);
    }

    Status status() {
        assertEquals(1, closes.size(), closes::toString);
        return closes.get(0);
    }
}
