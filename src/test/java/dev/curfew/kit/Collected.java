package dev.curfew.kit;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Whether the garbage collector can have an object: the test of what a live object retains. */
public final class Collected {

    private static final int COLLECTIONS = 100;

    private Collected() {}

    /** Asserts that what the supplier makes is collected although the witness stays. */
    public static void despite(Object witness, String what, Supplier<WeakReference<?>> made) {
        soon(what, made.get());
        Reference.reachabilityFence(witness);
    }

    /** Asserts that a referent is collected within some collections. */
    public static void soon(String what, Reference<?> reference) {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            if (reference.refersTo(null)) {
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new AssertionError("still retained: " + what);
    }
}
