package dev.curfew.bench.jmh;

import dev.curfew.bench.data.Alternative;
import dev.curfew.bench.libraries.Libraries;
import dev.curfew.bench.libraries.Requests;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what does the life of a whole request cost ({@link Requests}), alone and with another thread under the same
 * server, with one to ten values?
 *
 * <p>Prediction: the sum of its parts: a timeout ({@link TimeoutBenchmark}), two children and two actions, a nanosecond
 * or two for each lookup, less for a poll. Under a lock the timer takes most of the time.
 *
 * <p>Alternatives: in grpc, the listener of a call attaches its request to the server, which keeps it. So there is a
 * new server after each 1,000 requests, and no row of two threads. The row grpc has no actions, because only a listener
 * is one. kotlin has no timeout outside of coroutines. The spin lock and the port have their values in a list that only
 * this thread sees. future has no values. pool is a {@link dev.curfew.ScopePool} for each thread: scopes in place of
 * the three contexts, and the values in an array.
 *
 * <p>Blind spot: the work of a request is left out, which makes caches cold and branches wrong.
 */
@State(Scope.Benchmark)
@Shown(
        title = "Request: a timeout, values, two calls with an action, lookups and polls, and the end",
        note = "pool: a scope pool for each thread, and values in an array. kotlin: no timeout. "
                + "grpc+listener: a new server after each 1,000. grpc: no actions.")
public class RequestBenchmark extends Measured {

    private static final int MOST_VALUES = 10;

    /** The suite names the others. */
    @Param("curfew")
    String impl;

    @Param({"3", "1", "5", "10"})
    int values;

    private Alternative alternative;
    private Requests<Object> requests;
    private Object server;

    @Setup
    public void open() {
        alternative = Alternative.of(impl);
        requests = Libraries.requests(alternative, MOST_VALUES);
        server = requests.open();
        tenure();
    }

    /** The server as one thread sees it. */
    @State(Scope.Thread)
    public static class Mine extends ParentRenewal {

        private Object server;

        @Setup
        public void choose(RequestBenchmark benchmark) {
            server = benchmark.requests.forThisThread(benchmark.server);
            start(server, benchmark.alternative.forgetsEndedChildren());
        }

        private Object server(Requests<Object> requests) {
            if (isDue()) {
                requests.close(server);
                server = requests.open();
            }
            return server;
        }
    }

    @Benchmark
    public int serve(Mine mine) {
        return requests.serve(mine.server(requests), values);
    }
}
