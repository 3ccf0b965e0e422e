package dev.curfew.bench.libraries;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * {@code StructuredTaskScope} of JDK 25, a preview, by method handles, so that this compiles on JDK 17. The handles are
 * constants, which the compiler inlines.
 */
final class StructuredScopes implements FanOut {

    private static final MethodHandle OPEN;
    private static final MethodHandle FORK;
    private static final MethodHandle JOIN;

    static {
        try {
            Class<?> scope = Class.forName("java.util.concurrent.StructuredTaskScope");
            Class<?> subtask = Class.forName("java.util.concurrent.StructuredTaskScope$Subtask");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            OPEN = lookup.findStatic(scope, "open", methodType(scope)).asType(methodType(AutoCloseable.class));
            FORK = lookup.findVirtual(scope, "fork", methodType(subtask, Callable.class))
                    .asType(methodType(Supplier.class, AutoCloseable.class, Callable.class));
            JOIN = lookup.findVirtual(scope, "join", methodType(Object.class))
                    .asType(methodType(Object.class, AutoCloseable.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public int sum(int tasks) throws Exception {
        List<Supplier<Integer>> forked = new ArrayList<>(tasks);
        Callable<Integer> body = () -> 1;
        try (AutoCloseable scope = (AutoCloseable) OPEN.invokeExact()) {
            for (int i = 0; i < tasks; i++) {
                forked.add((Supplier<Integer>) FORK.invokeExact(scope, body));
            }
            Object result = JOIN.invokeExact(scope);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        int sum = 0;
        for (Supplier<Integer> task : forked) {
            sum += task.get();
        }
        return sum;
    }
}
