package dev.curfew.examples.gateway;

/** What a client may ask for at most. */
final class Limits {

    static final int REQUEST_LINE = 4_096;
    static final int HEADERS = 8_192;
    static final int BODY = 16_384;
    /** Requests of one connection that have come and whose answers have not gone. */
    static final int IN_FLIGHT = 64;
    /** Bytes of answers that wait for a client to read them; more than the largest there is, the page's script. */
    static final int UNREAD_HIGH = 1 << 20;

    static final int UNREAD_LOW = 1 << 18;

    private Limits() {}
}
