/** Contexts across gRPC calls: interceptors for both sides, and a bridge to {@link io.grpc.Context} and back. */
@NullMarked
package dev.curfew.grpc;

import org.jspecify.annotations.NullMarked;
