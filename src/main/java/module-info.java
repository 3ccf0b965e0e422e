/**
 * Go's {@code context} for Java, with a lock-free core. A module requires {@code io.grpc} itself if it uses
 * {@code dev.curfew.grpc}, and {@code java.net.http} or {@code java.sql} if it uses {@code dev.curfew.jdk}. Any other
 * module needs none of these, nor the annotations of {@code org.jspecify}.
 */
module dev.curfew {
    requires static transitive java.net.http;
    requires static transitive java.sql;
    requires transitive org.agrona;
    requires static io.grpc;
    requires static org.jspecify;

    exports dev.curfew;
    exports dev.curfew.concurrent;
    exports dev.curfew.grpc;
    exports dev.curfew.jdk;
    exports dev.curfew.wheel;
}
