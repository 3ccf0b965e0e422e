package dev.curfew.examples.gateway.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All clients of the gateway, on one event loop. No request waits for the answer to another: it takes the connection that
 * has been idle for longest, or a new one. Only when {@value #MOST_CONNECTIONS} are busy it waits, and that counts as its
 * time.
 *
 * <p>But for {@link #start} and {@link #finish}, everything here is the event loop's.
 */
final class Clients {

    private static final int MOST_CONNECTIONS = 1_024;
    /** More than a steady load needs; what a stall had opened in addition goes again. */
    private static final int MOST_IDLE = 128;
    /** Of an answer. */
    private static final int MOST_BYTES = 1 << 16;

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private final EventLoop loop;
    private final long startNanos;
    private final Bootstrap bootstrap;
    private final ChannelGroup channels;
    private final Outcomes outcomes;

    private final Queue<Connection> idle = new ArrayDeque<>();
    private final Queue<Operation> waiting = new ArrayDeque<>();
    /** By number: those whose answer is still to come. */
    private final Map<Long, Operation> unanswered = new HashMap<>();
    /** By the number of the operation. */
    private final Map<Long, Channel> vanishing = new HashMap<>();

    private int pooled;
    private @Nullable Promise<Void> allAnswered;
    private boolean leaving;

    /**
     * @param startNanos of the schedule, on the scale of {@link System#nanoTime}
     * @param scheduleNanos how long that is
     */
    Clients(EventLoop loop, InetSocketAddress gateway, long startNanos, long scheduleNanos) {
        this.loop = loop;
        this.startNanos = startNanos;
        outcomes = new Outcomes(scheduleNanos);
        channels = new DefaultChannelGroup(loop);
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .remoteAddress(gateway);
    }

    // ---- by whoever drives the load

    void start(List<Operation> due) {
        loop.execute(() -> due.forEach(this::startNow));
    }

    /** To be called after the last start: waits for what is unanswered, but not for ever, then ends all connections. */
    Outcomes finish(long patience, TimeUnit unit) throws InterruptedException {
        Promise<Void> answered = loop.newPromise();
        loop.execute(() -> {
            allAnswered = answered;
            completeIfAllAnswered();
        });
        answered.await(patience, unit);
        loop.submit(this::leave).sync();
        channels.close().await();
        // The event loop has nothing left to do, so this thread may read what it wrote.
        return loop.submit(() -> outcomes).sync().getNow();
    }

    // ---- on the event loop

    /** From the start of the schedule. */
    long now() {
        return System.nanoTime() - startNanos;
    }

    private void startNow(Operation operation) {
        outcomes.started(operation, now());
        switch (operation.kind()) {
            case HANG_UP -> hangUp(operation.ends());
            case VANISHING_SEARCH, VANISHING_ORDERS -> connectToVanish(operation);
            default -> {
                unanswered.put(operation.number(), operation);
                ask(operation);
            }
        }
    }

    private void ask(Operation operation) {
        if (operation.kind() == Kind.SEARCH_ON_NEW_CONNECTION) {
            connectAndAsk(new Connection(this, false), operation);
            return;
        }
        Connection connection = idle.poll();
        if (connection != null) {
            connection.ask(operation);
        } else if (pooled < MOST_CONNECTIONS) {
            pooled++;
            connectAndAsk(new Connection(this, true), operation);
        } else {
            waiting.add(operation);
            outcomes.queued();
        }
    }

    private void connectAndAsk(Connection connection, Operation operation) {
        connect(connection).addListener((ChannelFutureListener) connected -> {
            if (connected.isSuccess()) {
                connection.ask(operation);
            } else {
                lost(connection, operation, connected.cause().toString());
            }
        });
    }

    private ChannelFuture connect(ChannelHandler client) {
        ChannelFuture connecting = bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(MOST_BYTES), client);
                    }
                })
                .connect();
        channels.add(connecting.channel());
        return connecting;
    }

    private void connectToVanish(Operation operation) {
        VanishingClient client = new VanishingClient(operation, this, outcomes);
        ChannelFuture connecting = connect(client);
        vanishing.put(operation.number(), connecting.channel());
        connecting.addListener((ChannelFutureListener) connected -> {
            if (!connected.isSuccess() && vanishing.containsKey(operation.number())) {
                outcomes.error(operation.kind() + " " + connected.cause());
            }
        });
    }

    private void hangUp(long number) {
        Channel channel = vanishing.remove(number);
        VanishingClient client = channel.pipeline().get(VanishingClient.class);
        if (client == null) {
            channel.close(); // It could not be made.
        } else {
            client.vanish(channel);
        }
    }

    void answered(Connection connection, Operation operation, Answer answer, long sent) {
        unanswered.remove(operation.number());
        outcomes.answered(operation, answer, sent, now());
        if (!connection.isPooled()) {
            connection.close();
        } else if (!waiting.isEmpty()) {
            connection.ask(waiting.remove());
        } else if (idle.size() < MOST_IDLE) {
            idle.add(connection);
        } else {
            pooled--;
            connection.close();
        }
        completeIfAllAnswered();
    }

    /** @param operation that it has not answered; null if none */
    void lost(Connection connection, @Nullable Operation operation, String why) {
        if (connection.isPooled()) {
            pooled--;
            idle.remove(connection);
        }
        if (operation != null && !leaving) {
            unanswered.remove(operation.number());
            outcomes.error(operation.kind() + ": " + why);
            completeIfAllAnswered();
        } else if (connection.isPooled() && !leaving) {
            outcomes.error("an idle connection: " + why);
        }
        if (connection.isPooled() && !leaving && !waiting.isEmpty()) {
            ask(waiting.remove());
        }
    }

    private void completeIfAllAnswered() {
        if (allAnswered != null && unanswered.isEmpty()) {
            allAnswered.trySuccess(null);
        }
    }

    private void leave() {
        leaving = true;
        unanswered.values().forEach(operation -> outcomes.unanswered(operation, now()));
    }
}
