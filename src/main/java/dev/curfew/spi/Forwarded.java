package dev.curfew.spi;

import dev.curfew.Context;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A question to a {@link ForwardingContext} whose class leaves the answer to the delegate. A long row of such contexts is
 * walked in a loop; asking one after the other would cost a frame of the stack each.
 */
public final class Forwarded {

    public static final Forwarded DEADLINE = new Forwarded("deadlineNanos");
    public static final Forwarded DONE = new Forwarded("done");
    public static final Forwarded ERR = new Forwarded("err");
    public static final Forwarded CAUSE = new Forwarded("cause");
    public static final Forwarded VALUE = new Forwarded("value", Key.class);
    public static final Forwarded RUNTIME = new Forwarded("runtime");
    public static final Forwarded EXPIRE = new Forwarded("expireIfDue", long.class);
    public static final Forwarded TO_STRING = new Forwarded("toString");

    /** Of a forwarding context; {@code ForwardingContext} sets it before there is one. */
    private static volatile @Nullable UnaryOperator<Context> delegate;

    private final ClassValue<Boolean> isForwarded;

    private Forwarded(String method, Class<?>... parameters) {
        isForwarded = new ClassValue<>() {
            @Override
            protected Boolean computeValue(Class<?> type) {
                try {
                    return type.getMethod(method, parameters).getDeclaringClass() == ForwardingContext.class;
                } catch (NoSuchMethodException | LinkageError e) {
                    return false; // a method of it may mention a class that is not there
                }
            }
        };
    }

    public static void accessedBy(UnaryOperator<Context> delegateOf) {
        delegate = delegateOf;
    }

    /** The nearest context, from this one on, that answers by itself. */
    public Context answering(Context context) {
        Context at = context;
        UnaryOperator<Context> delegateOf = delegate;
        while (delegateOf != null && at instanceof ForwardingContext && isForwarded.get(at.getClass())) {
            at = delegateOf.apply(at);
        }
        return at;
    }

    /** The same for questions that a binding leaves to its anchor. */
    public Context answeringBeyondValues(Context context) {
        Context at = answering(context);
        while (at instanceof Binding binding) {
            at = answering(binding.anchor());
        }
        return at;
    }

    /** A context that adds a value to another one. */
    public interface Binding {

        /** The nearest context above that is no binding, or one with the same end. */
        Context anchor();
    }
}
