package dev.curfew.grpc;

import java.util.Set;

/**
 * Names in metadata that applications must not use: gRPC or HTTP give them a meaning, drop them, or refuse the call.
 */
final class ReservedNames {

    private static final Set<String> OF_GRPC =
            Set.of("te", "content-type", "content-length", "content-encoding", "accept-encoding", "user-agent");

    private static final Set<String> OF_HTTP = Set.of(
            "host",
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "transfer-encoding",
            "trailer",
            "upgrade",
            "http2-settings",
            "expect");

    private ReservedNames() {}

    /** @param name in lower case, as {@code Metadata.Key} returns it */
    static boolean contain(String name) {
        return name.startsWith("grpc-") || name.startsWith(":") || OF_GRPC.contains(name) || OF_HTTP.contains(name);
    }
}
