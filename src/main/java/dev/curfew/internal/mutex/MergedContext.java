package dev.curfew.internal.mutex;

import dev.curfew.Context;
import dev.curfew.Done;
import dev.curfew.Registration;
import dev.curfew.internal.Answer;
import dev.curfew.internal.Deadlines;
import dev.curfew.internal.PathFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A context that also ends when other contexts do, by an {@link EndLink} below each of those of this core, and an action
 * on each foreign {@link Done}. Whichever call marks it first owns it, as with any child.
 */
final class MergedContext extends MutexContext {

    /** The other contexts that can end, one for each {@code Done}. */
    private final List<Context> others;
    /** The other context whose deadline this one has; null if it has that of its anchor. */
    private final @Nullable Context deadlineOwner;
    /** Guarded by the monitor of this context. */
    private final List<EndLink> links = new ArrayList<>();
    /** The registrations with foreign contexts. Guarded by the monitor of this context. */
    private final List<Registration> registrations = new ArrayList<>();

    private MergedContext(
            MutexCore core, Context parent, Context anchor, List<Context> others, @Nullable Context deadlineOwner) {
        super(core, parent, anchor, (deadlineOwner != null ? deadlineOwner : anchor).deadlineNanos());
        this.others = others;
        this.deadlineOwner = deadlineOwner;
    }

    /** Makes a context that is not attached yet; null if none of the others can end it. */
    static @Nullable MergedContext create(MutexCore core, Context parent, Context... given) {
        Context anchor = anchorOf(parent);
        Set<Done> known = Collections.newSetFromMap(new IdentityHashMap<>());
        known.add(NEVER);
        known.add(Answer.done(anchor.done(), anchor));
        List<Context> others = new ArrayList<>();
        Context earliest = anchor;
        for (Context other : given) {
            Context end = anchorOf(other);
            if (known.add(Answer.done(end.done(), end))) {
                others.add(end);
            }
            if (Deadlines.isEarlier(end.deadlineNanos(), earliest.deadlineNanos())
                    && Answer.runtime(other.runtime(), other).clock() == core.runtime.clock()) {
                earliest = end;
            }
        }
        return others.isEmpty()
                ? null
                : new MergedContext(core, parent, anchor, others, earliest == anchor ? null : earliest);
    }

    /** After {@link #attach}: makes this context end with the others too. */
    void attachToOthers() {
        try {
            for (Context other : others) {
                if (isDone()) {
                    break;
                }
                if (other instanceof MutexContext above) {
                    attachTo(above);
                } else {
                    attachToForeign(other);
                }
            }
        } catch (Throwable e) {
            cancel();
            throw e;
        }
        if (isDone()) {
            letGo(); // The end may have let go of the others before this context was attached to them.
        }
    }

    private void attachTo(MutexContext other) {
        EndLink link = new EndLink(other, this);
        synchronized (this) {
            links.add(link);
        }
        Verdict before = other.adopt(link);
        if (before != null) {
            end(before);
        } else if (isDone()) {
            link.release(); // The end may have let go of the link before it was attached.
        }
    }

    private void attachToForeign(Context other) {
        Done done = Answer.done(other.done(), other);
        if (ForeignEnd.isDone(done, core.callbacks)) {
            foreignEnded(other);
            return;
        }
        Registration link = listenTo(other, done);
        if (link != null) {
            keep(link);
        }
    }

    private void keep(Registration link) {
        try {
            synchronized (this) {
                registrations.add(link);
            }
        } catch (Throwable e) { // no memory
            ForeignEnd.stop(link, core.callbacks);
            throw e;
        }
    }

    /** A propagation has to notify each context of this class, so that the contexts that go on let go of it. */
    @Override
    boolean isLeaf() {
        return false;
    }

    @Override
    void letGo() {
        if (anchor() instanceof MutexContext above) {
            above.forget(this);
        }
        for (EndLink link = takeLast(links); link != null; link = takeLast(links)) {
            link.release();
        }
        for (Registration link = takeLast(registrations); link != null; link = takeLast(registrations)) {
            ForeignEnd.stop(link, core.callbacks);
        }
    }

    /** Takes one after another, because there may be no memory for a copy. */
    private synchronized <T> @Nullable T takeLast(List<T> list) {
        return list.isEmpty() ? null : list.remove(list.size() - 1);
    }

    @Override
    Context deadlineOwner() {
        return deadlineOwner != null ? deadlineOwner : super.deadlineOwner();
    }

    @Override
    String pathSegment() {
        return PathFormat.WITH_CANCEL_ON;
    }
}
