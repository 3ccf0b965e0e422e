package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.ForwardingContext;
import dev.curfew.Registration;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.Semantic;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Foreign code that answers null where there must be something: the message names the class at fault and its method. */
@EveryCore
@Semantic({11, 15})
@SuppressWarnings({"NullAway", "DataFlowIssue"}) // what broken implementations do
class NullAnswersTest extends Contract {

    private static final Runnable NOTHING = () -> {};

    private static final class NoRuntime extends ForwardingContext {
        NoRuntime(Context delegate) {
            super(delegate);
        }

        @Override
        public ContextRuntime runtime() {
            return null;
        }
    }

    private static final class NoDone extends ForwardingContext {
        NoDone(Context delegate) {
            super(delegate);
        }

        @Override
        public Done done() {
            return null;
        }
    }

    private static final class NoText extends ForwardingContext {
        NoText(Context delegate) {
            super(delegate);
        }

        @Override
        public String toString() {
            return null;
        }
    }

    private static final class NoRegistration implements Done {
        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public Registration onDone(Runnable action) {
            return null;
        }
    }

    private static void assertBlamed(Class<?> culprit, String method, Map<String, Executable> calls) {
        calls.forEach((call, executable) -> assertEquals(
                culprit.getName() + "." + method + " returned null",
                assertThrows(NullPointerException.class, executable, call).getMessage(),
                call));
    }

    @Test
    void aContextWithoutRuntimeIsNamed() {
        for (Context context : List.of(
                new NoRuntime(root.withTimeout(HOUR)),
                new ForwardingContext(new NoRuntime(root.withTimeout(HOUR))) {})) {
            assertBlamed(
                    NoRuntime.class,
                    "runtime()",
                    Map.of(
                            "withCancel", context::withCancel,
                            "withTimeout", () -> context.withTimeout(HOUR),
                            "withDeadline", () -> context.withDeadline(Instant.EPOCH),
                            "withDeadlineNanos", () -> context.withDeadlineNanos(0),
                            "withValue", () -> context.withValue(USER, "ada"),
                            "withoutCancel", context::withoutCancel,
                            "onDone", () -> context.onDone(NOTHING),
                            "onDone with an executor", () -> context.onDone(NOTHING, Runnable::run),
                            "deadline", context::deadline,
                            "remainingNanos", context::remainingNanos));
        }
    }

    @Test
    void aContextWithoutSignalIsNamed() {
        Context broken = new NoDone(root);
        Map<String, Executable> calls = new LinkedHashMap<>();
        for (Context context : List.of(broken, new ForwardingContext(broken) {})) {
            calls.put("withCancel", context::withCancel);
            calls.put("withTimeout", () -> context.withTimeout(HOUR));
            calls.put("withTimeout that has passed", () -> context.withTimeoutNanos(0));
            calls.put("onDone", () -> context.onDone(NOTHING));
            calls.put("isDone", context::isDone);
            calls.put("await", context::await);
            calls.put("awaitNanos", () -> context.awaitNanos(1));
            assertBlamed(NoDone.class, "done()", calls);
        }
    }

    /** The mutex core asks for the signal at once, the lock-free core when a child attaches. */
    @Test
    void aContextWithoutSignalIsNamedBehindAValue() {
        Context broken = new NoDone(root);
        assertBlamed(
                NoDone.class,
                "done()",
                Map.of(
                        "withValue, withCancel",
                        () -> broken.withValue(USER, "ada").withCancel()));
    }

    @Test
    void aSignalWithoutRegistrationIsNamed() {
        Context broken = new ForeignContext(root, new NoRegistration());
        assertBlamed(
                NoRegistration.class,
                "onDone(Runnable)",
                Map.of(
                        "onDone", () -> broken.onDone(NOTHING),
                        "await", broken::await,
                        "awaitNanos", () -> broken.awaitNanos(1)));
        assertLive(broken.withCancel());
        assertEquals(
                List.of(NoRegistration.class.getName() + ".onDone(Runnable) returned null"),
                failures.take().stream().map(Throwable::getMessage).toList());
    }

    @Test
    @Semantic(13)
    void aContextWithoutTextIsNamed() {
        assertEquals(
                "[" + NoText.class.getName() + ".toString() returned null].withCancel.withValue(user)",
                new NoText(root).withCancel().withValue(USER, "ada").toString());
    }
}
