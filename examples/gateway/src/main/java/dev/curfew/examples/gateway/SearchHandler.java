package dev.curfew.examples.gateway;

import dev.curfew.Context;
import java.util.List;

/** {@code GET /search?q=…&timeout=50ms} */
final class SearchHandler implements Handler {

    private static final int LONGEST_QUERY = 200;

    private final List<Source> sources;
    private final Contexts contexts;
    private final Stats stats;

    SearchHandler(List<Source> sources, Contexts contexts, Stats stats) {
        this.sources = sources;
        this.contexts = contexts;
        this.stats = stats;
    }

    @Override
    public void handle(Context context, Request request, Exchange exchange) {
        stats.searchRequests.increment();
        Parameters parameters = request.query();
        String query = parameters.required("q", "say what to search for, such as q=ACME");
        if (query.isEmpty() || query.codePointCount(0, query.length()) > LONGEST_QUERY) {
            throw Refusal.badRequest("q has " + query.codePointCount(0, query.length())
                    + " characters: allowed are 1 to " + LONGEST_QUERY);
        }
        long timeoutNanos = parameters.timeoutNanos();
        // One reading for both: a search that is cut took its timeout at least.
        long startNanos = context.runtime().clock().nanoTime();
        new Search(contexts.withDeadline(context, startNanos + timeoutNanos), startNanos, query, exchange, stats)
                .start(sources, contexts);
    }
}
