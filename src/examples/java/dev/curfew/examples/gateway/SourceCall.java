package dev.curfew.examples.gateway;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A search's call to one source: first to one replica and, if that takes longer than most, to the other as well. Both work
 * below one context, which ends with the first answer: so the slower is cut.
 *
 * <p><b>Threads:</b> the event loop of the search, but for replies, which come on any.
 */
final class SourceCall implements Backend.Reply {

    private final Search search;
    private final Source source;
    private final CancelContext context;
    private final Executor loop;
    private final Alarm patience;
    private final long startNanos = System.nanoTime();
    private int asked;
    private int failed;
    private boolean over;
    private @Nullable String answer;
    private String query = "";

    SourceCall(Context parent, Search search, Source source, Contexts contexts, Executor loop) {
        this.search = search;
        this.source = source;
        this.loop = loop;
        context = contexts.withCancel(parent);
        patience = Alarm.after(context, contexts, source.hedgeDelay().nanos(), this::hedge, loop);
    }

    void start(String what) {
        query = what;
        asked = 1;
        source.primary().call(context, query, this);
    }

    private void hedge() {
        if (!over && !search.isOver()) {
            asked = 2;
            search.hedged();
            source.replica().call(context, query, this);
        }
    }

    // ---- from any thread

    @Override
    public void answered(String text) {
        loop.execute(() -> take(text));
    }

    @Override
    public void failed(Throwable why) {
        loop.execute(this::oneFailed);
    }

    // ---- back on the loop

    private void take(String text) {
        if (!over) {
            answer = text;
            settle();
        }
    }

    /** The other replica may still answer, if it was asked. */
    private void oneFailed() {
        failed++;
        if (!over && failed == asked) {
            settle();
        }
    }

    private void settle() {
        finish();
        search.settled();
    }

    /** Nobody waits for this any more. */
    void finish() {
        if (!over) {
            over = true;
            observe(System.nanoTime() - startNanos);
            patience.close();
            context.cancel();
        }
    }

    /** How soon it failed, or was cut, says nothing about how long it takes; how long it was waited for does. */
    private void observe(long nanos) {
        boolean answered = answer != null;
        if (failed == 0 && (answered || nanos > source.hedgeDelay().nanos())) {
            source.hedgeDelay().observe(nanos);
        }
    }

    String name() {
        return source.name();
    }

    @Nullable
    String answer() {
        return answer;
    }

    boolean isHedged() {
        return asked > 1;
    }
}
