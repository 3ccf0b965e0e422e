package dev.curfew.examples.gateway;

import dev.curfew.Context;

/** Serves a kind of request. Called on the session's event loop, and answers there: now or later, once. */
@FunctionalInterface
interface Handler {

    /**
     * Begins to serve.
     *
     * @param context the request's: below its session's, with its id and user
     * @param request valid until this returns
     * @param exchange to be answered
     * @throws Refusal in place of an answer
     */
    void handle(Context context, Request request, Exchange exchange);
}
