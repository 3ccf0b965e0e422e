package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One interceptor of a service below one of the server, and a third. */
@EveryCore
class StackedInterceptorsTest extends CallContract {

    private static final Key<String> TENANT = Key.of("tenant");
    private static final Key<String> LOCALE = Key.withDefault("locale", "en");
    private static final PropagatedKeys TENANTS =
            PropagatedKeys.none().and(TENANT, Metadata.Key.of("tenant", Metadata.ASCII_STRING_MARSHALLER));

    /** The outermost first. */
    private Channel channel(ServerInterceptor... interceptors) {
        Transport.Connected connected = closedInTheEnd(Transport.IN_PROCESS.connect(
                server -> server.addService(ServerInterceptors.interceptForward(served.service(), interceptors))));
        return ClientInterceptors.intercept(
                connected.channel(), new ContextClientInterceptor(Wire.KEYS), new ContextClientInterceptor(TENANTS));
    }

    private static ServerInterceptor below(Context base) {
        return new ContextServerInterceptor(base, PropagatedKeys.none());
    }

    private Served.Call served(Channel channel, Context context) {
        Outcome.ofUnary(channel, context, "");
        return served.next();
    }

    // ---- ends

    @Test
    void eachBaseEndsTheCall() {
        for (int ending = 0; ending < 3; ending++) {
            List<CancelContext> bases = children(root, 3);
            Channel channel = channel(below(bases.get(0)), below(bases.get(1)), below(bases.get(2)));
            Context context = served(channel, root).context;
            assertLive(context);
            Because reason = new Because("base " + ending);
            bases.get(ending).cancel(reason);
            assertEnded(context, Context.CANCELED, reason);
        }
    }

    @Test
    void theDeadlineOfEachBaseCounts() {
        for (boolean outerIsEarlier : List.of(true, false)) {
            CancelContext early = root.withTimeout(HOUR, new Because("early"));
            CancelContext late = root.withTimeoutNanos(2 * HOUR_NANOS, new Because("late"));
            Channel channel = outerIsEarlier ? channel(below(early), below(late)) : channel(below(late), below(early));
            Context context = served(channel, root).context;
            assertEquals(early.deadlineNanos(), context.deadlineNanos());
            assertTrue(context.expireIfDue(early.deadlineNanos()));
            assertEnded(context, Context.DEADLINE_EXCEEDED, early.cause());
            assertLive(late);
        }
    }

    @Test
    void theDeadlineOfAnotherRuntimeCounts() {
        try (ContextRuntime other = newRuntime()) {
            CancelContext base = other.background().withTimeout(HOUR);
            Context context = served(channel(below(base), below(root)), root).context;
            long left = context.remainingNanos();
            assertTrue(left > HOUR_NANOS / 2 && left <= HOUR_NANOS, left + " ns");
            assertSame(runtime, context.runtime());
            base.cancel();
            assertCanceled(context);
        }
    }

    @Test
    void theClientsEndIsTheClients() {
        Channel channel = channel(below(root.withCancel()), below(root.withCancel()));
        CancelContext context = root.withCancel();
        Outcome outcome = Outcome.ofUnary(channel, context, "");
        Served.Call call = served.next();
        context.cancel(new Because("the user left"));
        assertEndedBy(context, outcome);
        awaitDone(call.context);
        assertSame(Context.CANCELED, call.context.err());
    }

    @Test
    void eachBaseRefusesCallsWhenItHasEnded() {
        for (int ended = 0; ended < 2; ended++) {
            List<CancelContext> bases = children(root, 2);
            Channel channel = channel(below(bases.get(0)), below(bases.get(1)));
            bases.get(ended).cancel();
            Status status =
                    Outcome.ofUnary(channel, CallOptions.DEFAULT, "late").status();
            assertEquals(Status.Code.UNAVAILABLE, status.getCode());
            assertEquals(0, served.count());
        }
    }

    @Test
    void nothingIsLeftAtEitherBase() {
        ForeignDone one = new ForeignDone();
        ForeignDone other = new ForeignDone();
        Channel channel = channel(below(new ForeignForwarding(root, one)), below(new ForeignForwarding(root, other)));
        for (int i = 0; i < 100; i++) {
            CancelContext context = root.withCancel();
            Outcome outcome = Outcome.ofUnary(channel, context, "");
            Served.Call call = served.next();
            if (i % 2 == 0) {
                call.complete("");
            } else {
                context.cancel();
            }
            outcome.status();
        }
        assertNothingAttached(one);
        assertNothingAttached(other);
        assertEquals(100, one.everRegistered());
        assertEquals(100, other.everRegistered());
    }

    // ---- values

    @Test
    void theValuesOfBothAreThere() {
        Context outer = root.withValue(USER, "of the server").withValue(RETRIES, 7);
        Context inner = root.withValue(LOCALE, "fr");
        Channel channel =
                channel(new ContextServerInterceptor(outer, Wire.KEYS), new ContextServerInterceptor(inner, TENANTS));
        Context context = served(channel, root.withValue(Wire.USER, "ada").withValue(TENANT, "blue")).context;
        assertEquals("ada", context.value(Wire.USER));
        assertEquals("blue", context.value(TENANT));
        assertEquals("of the server", context.value(USER));
        assertEquals("fr", context.value(LOCALE));
        assertEquals(7, context.value(RETRIES));
        assertNull(context.value(Key.<String>of("nobody's")));
        assertEquals("ada", context.withCancel().withValue(TENANT, "red").value(Wire.USER));
    }

    @Test
    void theInnerOneIsNearer() {
        Context outer = root.withValue(USER, "outer").withValue(LOCALE, "fr");
        Context inner = root.withValue(USER, "inner");
        Context context = served(channel(below(outer), below(inner)), root).context;
        assertEquals("inner", context.value(USER));
        assertEquals("fr", context.value(LOCALE), "where the inner one has the default");
    }

    @Test
    void theSameInterceptorTwiceIsTheSameAsOnce() {
        ServerInterceptor interceptor = new ContextServerInterceptor(root.withValue(USER, "base"), Wire.KEYS);
        Context context = served(channel(interceptor, interceptor), root.withValue(Wire.USER, "ada")).context;
        assertEquals("ada", context.value(Wire.USER));
        assertEquals("base", context.value(USER));
    }

    @Test
    void thePathShowsBoth() {
        Context context = served(channel(below(root), below(root)), root).context;
        assertEquals("background.with(background.withCancelOn).withCancelOn", context.toString());
    }

    // ---- with a handler that blocks

    @Test
    void aHandlerThatBlocksLearnsOfTheShutdownOfTheServer() {
        CancelContext base = root.withCancel();
        CompletableFuture<Context> blocked = new CompletableFuture<>();
        CompletableFuture<Context> learned = new CompletableFuture<>();
        ServerServiceDefinition service = ServerServiceDefinition.builder(Wire.SERVICE)
                .addMethod(Wire.UNARY, ServerCalls.asyncUnaryCall((request, answer) -> {
                    Context context = GrpcContexts.current();
                    blocked.complete(context);
                    try {
                        context.await();
                        learned.complete(context);
                    } catch (InterruptedException e) {
                        learned.completeExceptionally(e);
                    }
                }))
                .build();
        Transport.Connected connected = closedInTheEnd(Transport.NETTY.connect(
                server -> server.addService(ServerInterceptors.intercept(service, below(root.withCancel())))
                        .intercept(below(base))));
        Outcome.ofUnary(connected.channel(), CallOptions.DEFAULT, "");
        Background.get(blocked);
        Because closing = new Because("the market has closed");
        base.cancel(closing);
        assertSame(closing, Background.get(learned).cause());
    }
}
