package dev.curfew.examples.gateway.load;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Lets clients loose on a gateway: the calling thread keeps the time, another is all the clients. */
final class Load {

    private static final long PATIENCE_SECONDS = 10;
    /** Between deciding when the schedule begins and being ready for it. */
    private static final long HEAD_START_NANOS = 10_000_000;

    private Load() {}

    /**
     * Returns when all is answered and every connection has ended.
     *
     * @param worthwhile if not, the rest of the schedule is dropped
     */
    static Outcomes run(URI gateway, Schedule schedule, BooleanSupplier worthwhile) throws InterruptedException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("clients", true), NioIoHandler.newFactory());
        try {
            long start = System.nanoTime() + HEAD_START_NANOS;
            InetSocketAddress address = new InetSocketAddress(gateway.getHost(), gateway.getPort());
            Clients clients = new Clients(group.next(), address, start, schedule.nanos());
            new OpenLoop(start, clients::start, worthwhile).run(schedule);
            return clients.finish(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
