/**
 * Contexts across gRPC calls: interceptors for both sides, and bridges to {@link io.grpc.Context} and back. This
 * package needs {@code grpc-api}; the rest of the library does not.
 *
 * <p>On the client, {@link dev.curfew.grpc.ContextClientInterceptor} makes a call for a {@link dev.curfew.Context}: the
 * call has the deadline of the context, the end of the context cancels the call, and values of the context go into the
 * headers. On the server, {@link dev.curfew.grpc.ContextServerInterceptor} makes a context for each call, which
 * {@link dev.curfew.grpc.GrpcContexts#current()} gives to the handler. {@link dev.curfew.grpc.GrpcContexts} bridges the
 * two kinds of contexts where code of either kind calls the other.
 */
@NullMarked
package dev.curfew.grpc;

import org.jspecify.annotations.NullMarked;
