/** Go's {@code context} for Java, with a lock-free core. */
module dev.curfew {
    requires transitive org.agrona;
    requires static transitive io.grpc;
    requires static transitive org.jspecify;

    exports dev.curfew;
    exports dev.curfew.grpc;
    exports dev.curfew.wheel;
}
