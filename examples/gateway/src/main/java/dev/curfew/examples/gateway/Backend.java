package dev.curfew.examples.gateway;

import dev.curfew.Context;

/** Somebody who can be asked, and takes his time. */
interface Backend {

    /** Where the answer goes: any thread may call, at most one of the two, at most once. */
    interface Reply {
        void answered(String answer);

        void failed(Throwable why);
    }

    /**
     * Asks, without waiting.
     *
     * @param context its end ends the work: the answer may then never come
     * @param query what to look for
     * @param reply told of the outcome
     */
    void call(Context context, String query, Reply reply);
}
