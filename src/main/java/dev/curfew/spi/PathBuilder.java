package dev.curfew.spi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Puts the path of a context together, from its tip up to its root. Of a long path the middle is left out, so that the text
 * is short however often a context was handed on.
 *
 * @param <C> the contexts that are steps
 */
public final class PathBuilder<C> {

    /** So many steps are shown at either end. */
    static final int SHOWN = 32;

    private final Function<C, String> show;
    private final List<C> tip = new ArrayList<>();
    private final Deque<C> top = new ArrayDeque<>();
    private int leftOut;

    /**
     * Begins a path.
     *
     * @param show what a step looks like
     */
    public PathBuilder(Function<C, String> show) {
        this.show = show;
    }

    /** Adds the parent of what was added last. */
    public void add(C step) {
        if (tip.size() < SHOWN) {
            tip.add(step);
            return;
        }
        if (top.size() == SHOWN) {
            top.removeFirst();
            leftOut++;
        }
        top.addLast(step);
    }

    /**
     * The path as text.
     *
     * @param root what the path begins with
     */
    public String build(String root) {
        StringBuilder path = new StringBuilder(String.valueOf((Object) root));
        top.descendingIterator().forEachRemaining(step -> path.append(show.apply(step)));
        if (leftOut > 0) {
            path.append("…[").append(leftOut).append(" more]…");
        }
        for (int i = tip.size() - 1; i >= 0; i--) {
            path.append(show.apply(tip.get(i)));
        }
        return path.toString();
    }
}
