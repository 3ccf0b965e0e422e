package dev.curfew.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.agrona.ErrorHandler;

/** An error handler that remembers what it was told; what a test does not expect makes it fail at the end. */
public final class Failures implements ErrorHandler {

    private final ConcurrentLinkedQueue<Throwable> told = new ConcurrentLinkedQueue<>();

    @Override
    public void onError(Throwable failure) {
        told.add(failure);
    }

    /** The failures told so far, in order; they count as expected. */
    public List<Throwable> take() {
        List<Throwable> taken = new ArrayList<>();
        for (Throwable next = told.poll(); next != null; next = told.poll()) {
            taken.add(next);
        }
        return taken;
    }

    /**
     * Asserts that exactly these instances were told so far, each once, in whatever order. What misbehaving foreign
     * shapes throw by themselves counts only where it is expected.
     */
    public void assertTold(Throwable... expected) {
        List<Throwable> taken = take();
        taken.removeIf(failure -> failure instanceof MisbehavedException
                && !identities(List.of(expected)).contains(failure));
        assertEquals(identities(List.of(expected)), identities(taken), "what the error handler was told");
        assertEquals(expected.length, taken.size(), "nothing told twice");
    }

    /** Asserts that nothing was told but what a misbehaving foreign shape throws by itself. */
    public void assertNothingElse() {
        List<Throwable> unexpected = take();
        unexpected.removeIf(MisbehavedException.class::isInstance);
        if (!unexpected.isEmpty()) {
            AssertionError error = new AssertionError("the error handler was told " + unexpected);
            unexpected.forEach(error::addSuppressed);
            throw error;
        }
    }

    private static Set<Throwable> identities(List<Throwable> failures) {
        Set<Throwable> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(failures);
        return identities;
    }
}
