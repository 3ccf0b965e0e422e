package dev.curfew.bench.libraries;

/**
 * The life of a request, as a user of a library writes it: a timeout of 5 s under the context of the server, some values,
 * two calls, the end. Each call is a child with an action. It looks up each value, is polled four times, stops its action
 * and ends.
 *
 * @param <S> the context of the server
 */
public interface Requests<S> {

    long TIMEOUT_NANOS = 5_000_000_000L;
    int CALLS = 2;
    int POLLS = 4;

    /** A context that lives longer than requests. */
    S open();

    void close(S server);

    /** The server as the calling thread uses it. */
    default S forThisThread(S server) {
        return server;
    }

    /**
     * One request.
     *
     * @param values how many values are bound: one of each key
     * @return what depends on each lookup and each poll
     */
    int serve(S server, int values);
}
