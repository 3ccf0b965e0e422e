package dev.curfew.examples.gateway;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Registration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A search's call to one source: first to one replica and, if that takes longer than most, to the other as well. Both
 * work below one context, which ends with the first answer: so the slower is cut.
 *
 * <p><b>Threads:</b> the event loop of the search, but for replies, which come on any.
 */
final class SourceCall {

    /** What has become of it, once it is over. */
    enum Outcome {
        ANSWERED,
        /** Each replica that was asked. */
        FAILED,
        /** Because there was none. */
        AWAY,
        /** Given up: at the deadline, at the search's end, as its client has gone. */
        CUT
    }

    private final Search search;
    private final Source source;
    private final CancelContext context;
    private final Executor loop;
    private final Registration patience;
    private final String query;
    private @Nullable Asked primary;
    private @Nullable Asked replica;
    private Outcome outcome = Outcome.CUT;
    private boolean over;
    private @Nullable String answer;

    SourceCall(Context parent, Search search, Source source, String query, Contexts contexts, Executor loop) {
        this.search = search;
        this.source = source;
        this.query = query;
        this.loop = loop;
        context = contexts.withCancel(parent);
        patience = context.scheduleAfterNanos(source.hedgeDelay().nanos(), this::hedge, loop);
    }

    void start() {
        primary = new Asked(source.primary());
        primary.ask();
    }

    private void hedge() {
        search.hedged();
        replica = new Asked(source.replica());
        replica.ask();
    }

    /** One replica, and what it says. */
    private final class Asked implements Backend.Reply {

        private final Replica whom;
        private final long startNanos = System.nanoTime();
        private @Nullable Throwable failure;
        private boolean answered;

        Asked(Replica whom) {
            this.whom = whom;
        }

        void ask() {
            whom.backend().call(context, query, this);
        }

        @Override
        public void answered(String text) {
            loop.execute(() -> take(text));
        }

        @Override
        public void failed(Throwable why) {
            loop.execute(() -> fail(why));
        }

        private void take(String text) {
            if (!over) {
                answered = true;
                whom.health().answered(System.nanoTime() - startNanos);
                answer = text;
                settle(Outcome.ANSWERED);
            }
        }

        /** What fails after the end of the context has been cut by that. The other replica may still answer. */
        private void fail(Throwable why) {
            if (over || context.isDone()) {
                return;
            }
            failure = why;
            whom.health().failed(why);
            Asked other = this == primary ? replica : primary;
            if (other == null || other.failure != null) {
                boolean away = why instanceof BackendAway && (other == null || other.failure instanceof BackendAway);
                settle(away ? Outcome.AWAY : Outcome.FAILED);
            }
        }

        private void finish(long nowNanos) {
            if (!answered && failure == null) {
                whom.health().cut(nowNanos - startNanos > source.hedgeDelay().nanos());
            }
        }
    }

    private void settle(Outcome how) {
        outcome = how;
        finish();
        search.settled();
    }

    /** Nobody waits for this any more. */
    void finish() {
        if (over) {
            return;
        }
        over = true;
        long now = System.nanoTime();
        finish(primary, now);
        finish(replica, now);
        if (primary != null) {
            observe(now - primary.startNanos);
        }
        patience.stop();
        context.cancel();
    }

    private static void finish(@Nullable Asked asked, long nowNanos) {
        if (asked != null) {
            asked.finish(nowNanos);
        }
    }

    /** How soon it failed, or was cut, says nothing about how long it takes; how long it was waited for does. */
    private void observe(long nanos) {
        boolean told = answer != null || nanos > source.hedgeDelay().nanos();
        if (told && !hasFailed(primary) && !hasFailed(replica)) {
            source.hedgeDelay().observe(nanos);
        }
    }

    private static boolean hasFailed(@Nullable Asked asked) {
        return asked != null && asked.failure != null;
    }

    String name() {
        return source.name();
    }

    Outcome outcome() {
        return outcome;
    }

    @Nullable
    String answer() {
        return answer;
    }

    boolean isHedged() {
        return replica != null;
    }
}
