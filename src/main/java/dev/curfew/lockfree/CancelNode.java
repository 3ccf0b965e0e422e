package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.Key;
import dev.curfew.Registration;
import dev.curfew.spi.PathFormat;
import org.jspecify.annotations.Nullable;

/**
 * A context that can end, and its own {@link Done}, and a link below its parent: 40 bytes.
 *
 * <p>One word, {@code state}, decides everything:
 *
 * <pre>
 *   from            to        who                        how
 *   null            Link      who pushes the first       CAS
 *   Link            Link      who pushes, or pops dead   CAS
 *   Link            null      who pops the last, dead    CAS
 *   null, Link      Stripes   who meets the need         CAS   the stack becomes the base of the stripes
 *   any of these    Verdict   who ends it                CAS   the end linearizes here
 *   Verdict                   final
 * </pre>
 *
 * Without stripes, pushing and ending CAS the same word, so one always goes first. With stripes:
 *
 * <ul>
 *   <li>I7: after its CAS to a verdict the ender closes every stripe. What was pushed before, it takes; who comes later
 *       meets {@link Stripe#CLOSED} and takes the verdict from the word.
 *   <li>I8: who pushed re-reads the word, and if it is a verdict, tells the link itself: else, with an ender that is
 *       stalled before it closes the stripe, a child of an ended parent would read live for as long. That both tell it is
 *       sorted out by {@link Link} I1.
 *   <li>I9: the ender of a node, and nobody else, takes what hangs below it; so each link is on one worklist.
 *   <li>N4: a descendant may read live for a moment after this context reads done.
 *   <li>N5: {@code heat} is a racy count; a lost increment only makes stripes later.
 *   <li>O2: a poll reads {@code state} with acquire and sees the fields of the verdict, and what the ender did before.
 * </ul>
 */
class CancelNode extends Link implements CancelContext, Done, Parent {

    /** So many pushes make stripes, which keep pollers of a context away from the words that deriving from it writes. */
    static final short HOT = 1024;
    /** So many links are inspected from the newest on before a stack that ends out of order gets a cursor. */
    static final int SHORT = 16;
    /** What meeting another thread counts for. */
    static final short COLLISION_HEAT = 64;

    private final Parent parent;
    private final @Nullable Context values;
    private final DeadlineOwner deadlineOwner;
    /** Which of the parent's stripes this is on; written before the push that publishes it. */
    private short stripe;

    private short heat;

    /** A context that has the parent's deadline, not attached yet. */
    CancelNode(Parent parent) {
        this(parent, parent.deadlineOwner());
    }

    CancelNode(Parent parent, DeadlineOwner deadlineOwner) {
        this.parent = parent;
        this.values = parent.valueSource();
        this.deadlineOwner = deadlineOwner;
    }

    // ---- asking

    @Override
    public final boolean isDone() {
        return stateAcquire() instanceof Verdict;
    }

    @Override
    public final @Nullable ContextException err() {
        return stateAcquire() instanceof Verdict verdict ? verdict.err : null;
    }

    @Override
    public final @Nullable Throwable cause() {
        return stateAcquire() instanceof Verdict verdict ? verdict.cause : null;
    }

    @Override
    public final Done done() {
        return this;
    }

    @Override
    public long deadlineNanos() {
        return deadlineOwner.deadlineNanos();
    }

    @Override
    public boolean expireIfDue(long nowNanos) {
        deadlineOwner.expireIfDue(nowNanos);
        return isDone();
    }

    @Override
    public final <T> @Nullable T value(Key<T> key) {
        return ValueContext.lookup(values, requireNonNull(key, "key"));
    }

    @Override
    public final ContextRuntime runtime() {
        return core().runtime;
    }

    // ---- deriving

    @Override
    public final CancelContext withCancel() {
        CancelNode child = new CancelNode(this);
        attach(child);
        return child;
    }

    @Override
    public final <T> Context withValue(Key<T> key, @Nullable T value) {
        return ValueContext.derive(this, requireNonNull(key, "key"), value);
    }

    @Override
    public final Context context() {
        return this;
    }

    @Override
    public final @Nullable Context valueSource() {
        return values;
    }

    @Override
    public DeadlineOwner deadlineOwner() {
        return deadlineOwner;
    }

    public final LockFreeCore core() {
        return deadlineOwner.core();
    }

    // ---- links

    @Override
    public final void attach(CancelNode child) {
        if (!push(child)) {
            // Not a verdict of a moment ago: I1.
            child.end((Verdict) requireNonNull(stateAcquire()));
        }
    }

    @Override
    public final void detach(CancelNode child) {
        unlink(child, child.stripe);
    }

    /** Links it below this live context. Returns false if this has ended: then the link is to be told by the caller. */
    final boolean push(Link link) {
        while (true) {
            Object below = stateAcquire();
            if (below == null || below instanceof Link) {
                link.nextPlain((Link) below);
                if (casState(below, link)) {
                    if (++heat >= HOT) {
                        inflate();
                    }
                    return true;
                }
                heat += COLLISION_HEAT;
                if (heat >= HOT) {
                    inflate();
                }
            } else if (below instanceof Stripes stripes) {
                return pushStriped(stripes, link) && !(stateVolatile() instanceof Verdict); // I8
            } else {
                return false;
            }
        }
    }

    /** Returns false if the stripe is closed (I7). */
    private static boolean pushStriped(Stripes stripes, Link link) {
        CancelNode child = link instanceof CancelNode node ? node : null;
        int index = child == null ? Stripes.BASE : Stripes.ofThisThread();
        while (true) {
            if (child != null) {
                child.stripe = (short) index;
            }
            Stripe stripe = stripes.at(index);
            Link newest = stripe.headAcquire();
            if (newest == Stripe.CLOSED) {
                return false;
            }
            if (stripe.tryPush(link, newest)) {
                return true;
            }
            if (child != null) {
                index = Stripes.after(index);
            }
        }
    }

    /** Lets go of a dead link, sooner or later; at once if it is the newest. */
    final void unlink(Link dead, int index) {
        Object below = stateAcquire();
        if (below == dead && casState(dead, dead.nextAcquire())) {
            return;
        }
        if (below instanceof Stripes stripes) {
            stripes.at(index).unlink(dead);
        } else {
            unlinkFromBase(dead);
        }
    }

    /** Without stripes: pops dead heads, and inspects from the newest on. A stack too long for that gets a cursor. */
    private void unlinkFromBase(Link dead) {
        for (int i = 0; i < Stripe.INSPECTED; i++) {
            Object below = stateAcquire();
            if (!(below instanceof Link newest)) {
                if (below instanceof Stripes stripes) {
                    stripes.at(Stripes.BASE).unlink(dead);
                }
                return;
            }
            if (!newest.isDead()) {
                if (Stripe.skipDead(newest, SHORT) != null) {
                    inflate();
                }
                return;
            }
            casState(newest, newest.nextAcquire());
        }
    }

    /** Makes stripes of the stack, unless somebody has, or this has ended. */
    final void inflate() {
        Object below = stateAcquire();
        while (below == null || below instanceof Link) {
            if (casState(below, new Stripes((Link) below))) {
                return;
            }
            below = stateAcquire();
        }
    }

    // ---- ending

    @Override
    public final boolean cancel() {
        return end(Verdict.CANCELED);
    }

    @Override
    public final boolean cancel(@Nullable Throwable cause) {
        return end(Verdict.canceled(cause));
    }

    @Override
    public final void close() {
        cancel();
    }

    /** Ends this and everything below it, unless it has ended. Returns whether this call did. */
    final boolean end(Verdict verdict) {
        Object below = stateAcquire();
        while (!(below instanceof Verdict)) {
            // Made first: after the CAS nothing may fail that others below wait for.
            Ending ending = below == null ? null : new Ending(verdict);
            if (casState(below, verdict)) {
                if (below == null || ending == null) {
                    disarm();
                    parent.detach(this);
                } else {
                    ending.flag(below);
                    disarm();
                    parent.detach(this);
                    ending.tell();
                }
                return true;
            }
            below = stateAcquire();
        }
        return false;
    }

    /** For the ender of an ancestor. Returns what hung below if this call ended it, null if nothing or another did. */
    final @Nullable Object flag(Verdict verdict) {
        Object below = stateAcquire();
        while (!(below instanceof Verdict)) {
            if (casState(below, verdict)) {
                return below;
            }
            below = stateAcquire();
        }
        return null;
    }

    /** Lets go of what would end this in time. Not while flagging: it may call a user's wake-up. */
    void disarm() {}

    /** Flagged already, and its links are on the worklist. */
    @Override
    final void tell() {
        disarm();
    }

    // ---- being told

    @Override
    public final Registration onDone(Runnable action) {
        ActionLink link = new ActionLink(this, requireNonNull(action, "action"));
        if (!push(link)) {
            link.tell();
        }
        return link;
    }

    @Override
    public final void await() throws InterruptedException {
        if (!isDone()) {
            new WaiterLink(this).await();
        }
    }

    @Override
    public final boolean awaitNanos(long timeoutNanos) throws InterruptedException {
        return isDone() || (timeoutNanos > 0 && new WaiterLink(this).awaitNanos(timeoutNanos));
    }

    // ---- showing

    String step() {
        return PathFormat.WITH_CANCEL;
    }

    final Context pathParent() {
        return parent.context();
    }

    @Override
    public final String toString() {
        return Path.of(this);
    }
}
