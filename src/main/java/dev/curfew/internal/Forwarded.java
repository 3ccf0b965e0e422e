package dev.curfew.internal;

import dev.curfew.Context;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A method of {@link ForwardingContext} that a subclass may or may not override. A loop walks a chain of contexts that
 * do not override it; calling one delegate after the other would cost a frame of the stack for each.
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

    /** Reads the delegate of a forwarding context. {@code ForwardingContext} sets it before there is an instance. */
    private static volatile @Nullable UnaryOperator<Context> delegate;

    private final ClassValue<Boolean> isForwarded;

    private Forwarded(String method, Class<?>... parameters) {
        isForwarded = new ClassValue<>() {
            @Override
            protected Boolean computeValue(Class<?> type) {
                try {
                    return type.getMethod(method, parameters).getDeclaringClass() == ForwardingContext.class;
                } catch (NoSuchMethodException | LinkageError e) {
                    return false; // a signature of the class may mention a class that is missing
                }
            }
        };
    }

    public static void accessedBy(UnaryOperator<Context> delegateOf) {
        delegate = delegateOf;
    }

    /** The nearest context that answers by itself: this one, or a delegate. */
    public Context answering(Context context) {
        Context at = context;
        UnaryOperator<Context> delegateOf = delegate;
        while (delegateOf != null && at instanceof ForwardingContext && isForwarded.get(at.getClass())) {
            at = delegateOf.apply(at);
        }
        return at;
    }

    /** The same for a method that a value context leaves to its anchor. */
    public Context answeringBeyondValues(Context context) {
        Context at = answering(context);
        while (at instanceof Binding binding) {
            at = answering(binding.anchor());
        }
        return at;
    }

    /** A context that binds a value. */
    public interface Binding {

        /** The nearest context above that binds no value, or one with the same {@code Done}. */
        Context anchor();
    }
}
