package dev.curfew.kit;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Weak references to many objects, and how many of those are left after a collection. Any thread may add. */
public final class Refs {

    private static final int COLLECTIONS = 40;

    private final List<WeakReference<Object>> references = Collections.synchronizedList(new ArrayList<>());

    /** Returns the object. */
    public <T> T add(T object) {
        references.add(new WeakReference<>(object));
        return object;
    }

    /** Asserts that at most so many are left within some collections, although the witness stays. */
    public void assertCollectedBut(int most, String what, Object witness) {
        long left = 0;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            left = left();
            if (left <= most) {
                Reference.reachabilityFence(witness);
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new AssertionError(left + " of " + references.size() + " still reachable: " + what);
    }

    private long left() {
        return references.stream()
                .filter(reference -> !reference.refersTo(null))
                .count();
    }
}
