package dev.curfew.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Builds the text of a context's path from its last segment up to its root. The middle of a long path is left out, so
 * the text is short however long the path is.
 *
 * @param <C> the type of the contexts that are segments
 */
public final class PathBuilder<C> {

    /** How many segments are shown at either end. */
    static final int SHOWN = 32;

    private final Function<C, String> show;
    private final List<C> tip = new ArrayList<>();
    private final Deque<C> top = new ArrayDeque<>();
    private int leftOut;

    /**
     * Begins a path.
     *
     * @param show the text of a segment
     */
    public PathBuilder(Function<C, String> show) {
        this.show = show;
    }

    /** Adds the parent of the context that was added last. */
    public void add(C segment) {
        if (tip.size() < SHOWN) {
            tip.add(segment);
            return;
        }
        if (top.size() == SHOWN) {
            top.removeFirst();
            leftOut++;
        }
        top.addLast(segment);
    }

    /**
     * The text of the path.
     *
     * @param root the text with which the path begins
     */
    public String build(String root) {
        StringBuilder path = new StringBuilder(root);
        top.descendingIterator().forEachRemaining(segment -> path.append(show.apply(segment)));
        if (leftOut > 0) {
            path.append("…[").append(leftOut).append(" more]…");
        }
        for (int i = tip.size() - 1; i >= 0; i--) {
            path.append(show.apply(tip.get(i)));
        }
        return path.toString();
    }
}
