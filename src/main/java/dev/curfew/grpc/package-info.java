/**
 * Contexts across gRPC calls: interceptors for both sides, and a bridge to {@link io.grpc.Context} and back. Needs
 * {@code grpc-api}, which the rest of the library does not.
 *
 * <p>On the client, {@link dev.curfew.grpc.ContextClientInterceptor} makes a call for a
 * {@link dev.curfew.Context}: its deadline becomes the call's, its end cancels the call, its values travel. On the server,
 * {@link dev.curfew.grpc.ContextServerInterceptor} makes a context of each call, which
 * {@link dev.curfew.grpc.GrpcContexts#current()} gives to the handler. {@link dev.curfew.grpc.GrpcContexts} bridges the two
 * kinds of contexts where code of either kind calls the other.
 */
@NullMarked
package dev.curfew.grpc;

import org.jspecify.annotations.NullMarked;
