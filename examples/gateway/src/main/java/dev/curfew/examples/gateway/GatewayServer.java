package dev.curfew.examples.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.CompositeAgent;

/** A gateway that serves, put together of its parts. */
final class GatewayServer implements AutoCloseable {

    private static final int BACKLOG = 4_096;
    private static final int LAST_ANSWERS_SECONDS = 10;
    private static final String CHART = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.js";

    private final Options options;
    private final Backends backends;
    private final Stats stats = new Stats();
    private final Contexts contexts = new Contexts(stats.lateness, stats.latenessPolled);
    private final OrderBook book = new OrderBook();
    private final AtomicLong sessions = new AtomicLong();
    private final ErrorHandler errorHandler;
    private final VitalThreads vital;
    private final Acceptance acceptance;
    private final MatchingAgent matching;
    private final Figures figures;
    private final Loops loops;
    private final AgentRunner agents;
    private final ChannelGroup channels;
    private final Channel listening;
    private final AtomicBoolean closed = new AtomicBoolean();

    GatewayServer(Options options, Backends backends, ErrorHandler log, VitalThreads vital) {
        this.options = options;
        this.backends = backends;
        this.vital = vital;
        errorHandler = failure -> {
            stats.errors.increment();
            log.onError(failure);
        };
        acceptance = new Acceptance(errorHandler);
        matching = new MatchingAgent(options, contexts);
        loops = Loops.start(options, errorHandler, vital);
        LoopLag lag = new LoopLag(loops.group(), stats.loopLag);
        figures = new Figures(
                new StatsReport(options, stats, contexts, backends, lag, () -> !acceptance.isFailing()),
                book,
                errorHandler);
        agents = startAgents();
        channels = new DefaultChannelGroup(loops.group().next());
        try {
            listening = listen();
            Runnable death = vital.death("the listening socket");
            listening.closeFuture().addListener(closed -> death.run());
        } catch (Throwable e) { // also what Netty throws undeclared, such as a BindException
            stop();
            throw e;
        }
    }

    /** One thread. Without work it backs off to a look every millisecond. */
    private AgentRunner startAgents() {
        List<Agent> all = new ArrayList<>(List.of(matching));
        all.addAll(backends.agents());
        AgentRunner runner = new AgentRunner(
                new BackoffIdleStrategy(10, 10, 10_000, 1_000_000), errorHandler, null, new CompositeAgent(all));
        AgentRunner.startOnThread(runner, vital.named("gateway-agents")::newThread);
        return runner;
    }

    private Channel listen() {
        Services services = new Services(options, contexts, stats, new Router(routes(), errorHandler), errorHandler);
        Channel channel = new ServerBootstrap()
                .group(loops.group())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(Limits.UNREAD_LOW, Limits.UNREAD_HIGH))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        equip(channel, services);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port))
                .syncUninterruptibly()
                .channel();
        channel.pipeline().addLast(acceptance); // behind Netty's acceptor, which pauses when it cannot accept
        return channel;
    }

    private void equip(SocketChannel channel, Services services) {
        acceptance.accepted();
        channels.add(channel);
        Session session = new Session(services, channel, loops.of(channel.eventLoop()), sessions.incrementAndGet());
        channel.pipeline()
                .addLast(
                        new FlushConsolidationHandler(),
                        new RequestDecoder(session),
                        new HttpResponseEncoder(),
                        new RequestAggregator(session),
                        session);
    }

    private Map<String, Map<HttpMethod, Handler>> routes() {
        OrdersHandler orders = new OrdersHandler(book, matching, stats);
        Handler search = new SearchHandler(backends.sources(), contexts, stats);
        return Map.of(
                "/search",
                Map.of(HttpMethod.GET, search),
                "/orders",
                Map.of(HttpMethod.GET, figures::orders, HttpMethod.POST, orders::post),
                OrdersHandler.BELOW,
                Map.of(HttpMethod.DELETE, orders::delete),
                "/stats",
                Map.of(HttpMethod.GET, figures::stats),
                "/stats/reset",
                Map.of(HttpMethod.POST, figures::reset),
                "/census",
                Map.of(HttpMethod.GET, new SameOrigin(figures::census)),
                "/",
                Map.of(HttpMethod.GET, Page.html("index.html")),
                "/page.css",
                Map.of(HttpMethod.GET, Page.style("page.css")),
                "/page.js",
                Map.of(HttpMethod.GET, Page.script("page.js")),
                "/chart.js",
                Map.of(HttpMethod.GET, Page.script(CHART)));
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    Channel listening() {
        return listening;
    }

    /** With the roots that the sessions hang below. */
    Loops loops() {
        return loops;
    }

    Stats stats() {
        return stats;
    }

    Contexts contexts() {
        return contexts;
    }

    /** Takes no more connections, ends every session, answers what is in flight, and stops its threads. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            vital.release();
            listening.close().awaitUninterruptibly();
            loops.cancel(Ended.SHUTDOWN);
            channels.newCloseFuture().awaitUninterruptibly(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
            stop();
        }
    }

    private void stop() {
        vital.release();
        loops.close();
        agents.close();
        figures.close();
        backends.close();
    }
}
