package dev.curfew.lockfree;

import org.jspecify.annotations.Nullable;

/**
 * One ending call, in two phases and without recursion: first every descendant is flagged, then actions run and waiters
 * wake.
 *
 * <p>The worklist is threaded through {@link Link#work} of the links themselves, so it costs no memory however wide and
 * deep the tree. It is breadth first: links of a parent come before those of its children, and links of one context in
 * the order of their pushes, which for actions is the order of registration.
 */
final class Ending {

    private final Verdict verdict;
    private @Nullable Link first;
    private @Nullable Link last;

    Ending(Verdict verdict) {
        this.verdict = verdict;
    }

    /** Phase one: flags everything below a context that this call has ended, given what hung below it. */
    void flag(Object below) {
        take(below);
        for (Link link = first; link != null; link = link.work) {
            if (link instanceof CancelNode node) {
                Object belowNode = node.flag(verdict);
                if (belowNode != null) {
                    take(belowNode);
                }
            }
        }
    }

    /** Phase two: tells everybody, and lets go of the worklist on the way. */
    void tell() {
        Link link = first;
        first = null;
        last = null;
        while (link != null) {
            Link following = link.work;
            link.work = null;
            link.tell();
            link = following;
        }
    }

    private void take(Object below) {
        if (below instanceof Stripes stripes) {
            for (int i = 0; i <= Stripes.COUNT; i++) {
                append(stripes.at(i).close());
            }
        } else {
            append((Link) below);
        }
    }

    /** Appends the live links of a stack that nobody can push on any more, oldest first. */
    private void append(@Nullable Link newest) {
        Link head = null;
        Link tail = null;
        Link link = newest;
        while (link != null) {
            Link older = link.nextAcquire();
            // Who still inspects the stack may miss links from here on, or bring one back: the context has ended.
            link.nextRelease(null);
            if (!link.isDead()) {
                link.work = head;
                head = link;
                tail = tail == null ? link : tail;
            }
            link = older;
        }
        if (head != null) {
            if (last == null) {
                first = head;
            } else {
                last.work = head;
            }
            last = tail;
        }
    }
}
