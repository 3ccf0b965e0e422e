/**
 * Go's {@code context} for Java, with a lock-free core. A module that uses {@code dev.curfew.grpc} requires {@code io.grpc}
 * itself; one that does not needs neither that nor the annotations of {@code org.jspecify}.
 */
module dev.curfew {
    requires transitive org.agrona;
    requires static io.grpc;
    requires static org.jspecify;

    exports dev.curfew;
    exports dev.curfew.grpc;
    exports dev.curfew.wheel;
}
