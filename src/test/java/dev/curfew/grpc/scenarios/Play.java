package dev.curfew.grpc.scenarios;

import dev.curfew.Context;
import dev.curfew.grpc.GrpcContexts;
import dev.curfew.grpc.Transport;
import dev.curfew.kit.Background;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import org.jspecify.annotations.Nullable;

/** One call between a client and a server, as a {@link Scenario} says, and what was seen of it. */
final class Play implements AutoCloseable {

    private final Transport transport;
    private final Wrapping wrapping;
    private final Transport.Connected connected;
    private final ForeignDone atContext = new ForeignDone();
    private final ForeignDone atBase = new ForeignDone();
    final ServerPart server = new ServerPart();
    final ClientPart client;
    private boolean comparesServer = true;
    private @Nullable ManagedChannel toNobody;

    Play(Transport transport, Wrapping wrapping, Context root) {
        this.transport = transport;
        this.wrapping = wrapping;
        Context base = new ForeignForwarding(wrapping.context(root), atBase);
        connected = transport.connect(builder -> {
            builder.addService(server.service());
            wrapping.around(builder, base);
        });
        Context context = new ForeignForwarding(wrapping.context(root), atContext);
        Channel channel = wrapping.around(connected.channel());
        client = new ClientPart(channel, CallOptions.DEFAULT.withOption(GrpcContexts.CONTEXT, context));
        connect();
    }

    /** A channel that has not found its server yet makes calls of another kind. */
    private void connect() {
        Background.until(
                "the channel is connected", () -> connected.channel().getState(true) == ConnectivityState.READY);
    }

    ManagedChannel connection() {
        return connected.channel();
    }

    Server host() {
        return connected.server();
    }

    boolean isInProcess() {
        return transport == Transport.IN_PROCESS;
    }

    /** The call is made on another channel, to a server that is not there. */
    void findsNobody() {
        toNobody = transport.toNobody();
        client.on(wrapping.around(toNobody));
    }

    /** As it is left open whether the server sees the call. */
    void comparesTheClientOnly() {
        comparesServer = false;
    }

    /** Waits until the server knows that the call is over. */
    void settle() {
        client.abandon();
        if (comparesServer) {
            server.awaitEnd();
        }
    }

    String trace() {
        return "client " + client.trace() + (comparesServer ? "\nserver " + server.trace() : "");
    }

    /** Whatever the scenario was, nothing is left at the contexts. */
    @Override
    public void close() {
        if (toNobody != null) {
            toNobody.shutdownNow();
        }
        connected.close();
        Background.until(
                "nothing is registered; " + trace(), () -> atContext.attached() == 0 && atBase.attached() == 0);
    }
}
