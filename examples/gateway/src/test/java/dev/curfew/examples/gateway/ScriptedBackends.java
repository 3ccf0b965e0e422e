package dev.curfew.examples.gateway;

import dev.curfew.Context;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Backends that do as the test says: each call waits until the test answers it. */
final class ScriptedBackends extends NoBackends {

    /** One replica of one source. */
    static final class Scripted implements Backend {

        private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

        @Override
        public void call(Context context, String query, Reply reply) {
            calls.add(new Call(context, query, reply));
        }

        Call next() throws InterruptedException {
            return Await.next("a call", calls);
        }

        int waiting() {
            return calls.size();
        }
    }

    /** What a backend was asked. */
    record Call(Context context, String query, Backend.Reply reply) {

        void answer(String answer) {
            reply.answered(answer);
        }
    }

    private static final long NEVER_MILLIS = TimeUnit.HOURS.toMillis(1);

    final Scripted quotes = new Scripted();
    final Scripted quotesReplica = new Scripted();
    final Scripted fundamentals = new Scripted();
    final Scripted fundamentalsReplica = new Scripted();
    final Scripted news = new Scripted();
    final Scripted newsReplica = new Scripted();

    private final List<Source> sources;

    /** Hedges after a time that does not come in a test. */
    ScriptedBackends() {
        this(NEVER_MILLIS);
    }

    ScriptedBackends(long hedgeQuotesMillis) {
        sources = List.of(
                Source.of(Source.QUOTES, quotes, quotesReplica, hedgeQuotesMillis),
                Source.of(Source.FUNDAMENTALS, fundamentals, fundamentalsReplica, NEVER_MILLIS),
                Source.of(Source.NEWS, news, newsReplica, NEVER_MILLIS));
    }

    @Override
    public List<Source> sources() {
        return sources;
    }
}
