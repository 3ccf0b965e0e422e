package dev.curfew.examples.gateway.load;

/** What is timed at the clients. All times begin when something should have happened, not when it did. */
enum Latency {
    SEARCH("search"),
    ORDER("order, until acknowledged"),
    CANCEL("DELETE of an order"),
    /** The other end of the DELETE: the gateway has to find the order's context, and that another connection. */
    TOLD("DELETE, until the order's client is told"),
    /** Of searches that were cut and orders that expired. */
    OVERDUE("past the deadline, when it passed"),
    /** How late the operations were started: part of all the others, as is how late their ends are noticed. */
    GENERATOR("the load generator, sending");

    private final String title;

    Latency(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
