package dev.curfew.kit;

import dev.curfew.kit.TreeScript.Cancel;
import dev.curfew.kit.TreeScript.Derive;
import dev.curfew.kit.TreeScript.Expire;
import dev.curfew.kit.TreeScript.Failure;
import dev.curfew.kit.TreeScript.Fire;
import dev.curfew.kit.TreeScript.OnDone;
import dev.curfew.kit.TreeScript.Op;
import dev.curfew.kit.TreeScript.Shape;
import dev.curfew.kit.TreeScript.Stop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What contexts do, for one thread, as naively as it can be said: every question is answered by recursion, and children
 * are found by searching. Written from the semantics, not from a core.
 *
 * <p>The order of actions is not always promised. So the model takes what was logged in reality, and where there is a
 * choice of what to run next it takes what ran in reality, if that was allowed.
 */
public final class TreeModel {

    private static final int NONE = TreeScript.NONE;
    private static final String CANCELED = "CANCELED";
    private static final String EXPIRED = "DEADLINE_EXCEEDED";

    private final List<String> reality;
    private final List<String> log = new ArrayList<>();
    private final Map<Integer, Node> nodes = new TreeMap<>();
    private final Map<Integer, Action> actions = new TreeMap<>();
    /** What ending calls have to tell, one list for each. */
    private final ArrayDeque<List<Action>> notifications = new ArrayDeque<>();

    private boolean telling;

    private static final class Node {
        final int id;
        final Node parent;
        final Shape shape;
        final int x;
        final int y;
        /** Of those with a deadline of their own; else that of {@link #origin}. */
        int ownDeadline = NONE;

        boolean ended;
        String err;
        String cause;
        /** Actions and, below a foreign context, children, in the order of registration. */
        final List<Object> registered = new ArrayList<>();

        Node(int id, Node parent, Shape shape, int x, int y) {
            this.id = id;
            this.parent = parent;
            this.shape = shape;
            this.x = x;
            this.y = y;
        }

        boolean isCancel() {
            return shape == Shape.CANCEL || shape == Shape.DEADLINE;
        }

        boolean isForwarding() {
            return shape == Shape.FORWARDING || shape == Shape.LIAR;
        }

        /** Whose Done this context shows: itself, or an ancestor. */
        Node origin() {
            return shape == Shape.VALUE || isForwarding() ? parent.origin() : this;
        }

        boolean isDone() {
            return origin().ended;
        }

        String err() {
            return switch (shape) {
                case LIAR -> null;
                case FORWARDING -> parent.err();
                default -> origin().err;
            };
        }

        String cause() {
            return switch (shape) {
                case LIAR -> null;
                case FORWARDING -> parent.cause();
                default -> origin().cause;
            };
        }

        int deadline() {
            return switch (shape) {
                case WITHOUT_CANCEL, LIAR -> NONE;
                case FORWARDING, FOREIGN -> parent.deadline();
                case VALUE -> origin().deadline();
                case CANCEL, DEADLINE ->
                    ownDeadline != NONE ? ownDeadline : parent.origin().deadline();
            };
        }

        String value(int key) {
            if (shape == Shape.VALUE && x == key) {
                return y == TreeScript.NULL ? "null" : "value " + y;
            }
            if (shape == Shape.LIAR && key == TreeScript.LIARS_KEY) {
                return "lie";
            }
            return parent != null ? parent.value(key) : key == TreeScript.DEFAULT_KEY ? "default" : "null";
        }

        String path() {
            return switch (shape) {
                case CANCEL, DEADLINE -> parent.path() + (ownDeadline != NONE ? ".withDeadline" : ".withCancel");
                case VALUE -> parent.path() + ".withValue(key " + x + ")";
                case WITHOUT_CANCEL -> parent == null ? "background" : parent.path() + ".withoutCancel";
                case FORWARDING, LIAR -> parent.path();
                case FOREIGN -> "foreign " + id;
            };
        }

        boolean isBelow(Node other) {
            return parent != null
                    && (parent.origin() == other || parent.origin().isBelow(other));
        }
    }

    private static final class Action {
        final OnDone op;
        final Node owner;
        boolean gone;

        Action(OnDone op, Node owner) {
            this.op = op;
            this.owner = owner;
        }
    }

    /** @param reality the growing log of what really happened, one operation of the script ahead of the model */
    public TreeModel(List<String> reality) {
        this.reality = reality;
        nodes.put(0, new Node(0, null, Shape.WITHOUT_CANCEL, NONE, NONE));
    }

    public List<String> log() {
        return log;
    }

    public Set<Integer> contexts() {
        return nodes.keySet();
    }

    /** All that can be observed of a context, in the words of {@link #describe(boolean, String, String, int, List, String)}. */
    public String describe(int id) {
        Node node = nodes.get(id);
        List<String> values = new ArrayList<>();
        for (int key = 0; key < TreeScript.KEYS; key++) {
            values.add(node.value(key));
        }
        String text = describe(node.isDone(), node.err(), node.cause(), node.deadline(), values, node.path());
        return node.shape == Shape.FOREIGN ? text + ", registered " + node.registered.size() : text;
    }

    public static String describe(
            boolean done, String err, String cause, int deadline, List<String> values, String path) {
        return path + ": done " + done + ", err " + err + ", cause " + cause + ", deadline " + deadline + ", values "
                + values;
    }

    public void apply(Op op) {
        if (op instanceof Derive derive) {
            derive(derive);
        } else if (op instanceof OnDone onDone) {
            onDone(onDone);
        } else if (op instanceof Stop stop) {
            Action action = actions.get(stop.action());
            if (action != null) {
                log.add("stop " + stop.action() + " " + !action.gone);
                stop(action);
            }
        } else if (op instanceof Cancel cancel) {
            Node node = nodes.get(cancel.target());
            if (node != null && node.isCancel()) {
                boolean won = end(node, CANCELED, cancel.cause() < 0 ? CANCELED : "cause " + cancel.cause());
                log.add("cancel " + cancel.target() + " " + won);
            }
        } else if (op instanceof Expire expire) {
            Node node = nodes.get(expire.target());
            if (node != null) {
                expire(node, expire.hours());
                log.add("expire " + expire.target() + " " + node.isDone());
            }
        } else if (op instanceof Fire fire) {
            Node node = nodes.get(fire.target());
            if (node != null && node.shape == Shape.FOREIGN && !node.ended) {
                fire(node, fire);
            }
        }
    }

    private void derive(Derive op) {
        Node parent = nodes.get(op.parent());
        if (parent == null) {
            return;
        }
        Node node = new Node(op.id(), parent, op.shape(), op.x(), op.y());
        if (node.isCancel()) {
            born(node);
        }
        nodes.put(op.id(), node);
    }

    private void born(Node node) {
        Node origin = node.parent.origin();
        boolean hasDeadline = node.shape == Shape.DEADLINE && node.x != NONE;
        if (hasDeadline && (origin.deadline() == NONE || node.x < origin.deadline())) {
            node.ownDeadline = node.x;
        }
        if (origin.ended) {
            endWithOrigin(node);
        } else if (hasDeadline && node.x <= 0) {
            end(node, EXPIRED, expiryCause(node));
        } else if (origin.shape == Shape.FOREIGN) {
            origin.registered.add(node);
        }
    }

    private boolean endWithOrigin(Node node) {
        Node origin = node.parent.origin();
        return end(node, origin.err != null ? origin.err : CANCELED, origin.err != null ? origin.cause : CANCELED);
    }

    private static String expiryCause(Node node) {
        return node.y == NONE ? EXPIRED : "cause " + node.y;
    }

    private void onDone(OnDone op) {
        Node target = nodes.get(op.target());
        if (target == null) {
            return;
        }
        Action action = new Action(op, target.origin());
        if (action.owner.ended) {
            run(action);
        } else {
            action.owner.registered.add(action);
        }
        actions.put(op.action(), action);
    }

    private void stop(Action action) {
        action.gone = true;
        action.owner.registered.remove(action);
    }

    private void expire(Node node, int hours) {
        if (node.isForwarding() || node.shape == Shape.FOREIGN) {
            expire(node.parent, hours);
        } else if (node.shape == Shape.VALUE) {
            expire(node.origin(), hours);
        } else if (node.deadline() != NONE && node.deadline() <= hours) {
            if (node.ownDeadline == NONE) {
                expire(node.parent.origin(), hours);
            } else {
                end(node, EXPIRED, expiryCause(node));
            }
        }
    }

    /** As the foreign contexts of the test do it: one after the other. */
    private void fire(Node node, Fire fire) {
        node.ended = true;
        String err = fire.expired() ? EXPIRED : CANCELED;
        if (!fire.late()) {
            node.err = err;
            node.cause = fire.cause() == NONE ? err : "cause " + fire.cause();
        }
        while (!node.registered.isEmpty()) {
            Object first = node.registered.remove(0);
            if (first instanceof Node child) {
                endWithOrigin(child);
            } else {
                run((Action) first);
            }
        }
        node.err = err;
        node.cause = fire.cause() == NONE ? err : "cause " + fire.cause();
    }

    private boolean end(Node node, String err, String cause) {
        if (node.ended) {
            return false;
        }
        List<Action> pending = new ArrayList<>();
        flag(node, err, cause, pending);
        notifications.add(pending);
        if (!telling) {
            telling = true;
            tell();
            telling = false;
        }
        return true;
    }

    /** One ending call after the other, also those that begin meanwhile. */
    private void tell() {
        for (List<Action> pending = notifications.poll(); pending != null; pending = notifications.poll()) {
            pending.removeIf(action -> action.gone);
            while (!pending.isEmpty()) {
                Action next = choose(pending);
                pending.remove(next);
                run(next);
                pending.removeIf(action -> action.gone);
            }
        }
    }

    private void flag(Node node, String err, String cause, List<Action> pending) {
        node.ended = true;
        node.err = err;
        node.cause = cause;
        if (node.parent.origin().shape == Shape.FOREIGN) {
            node.parent.origin().registered.remove(node);
        }
        for (Object action : node.registered) {
            pending.add((Action) action);
        }
        for (Node child : nodes.values()) {
            if (child.isCancel() && !child.ended && child.parent.origin() == node) {
                flag(child, err, cause, pending);
            }
        }
    }

    /** Whatever ran in reality, if nothing that is pending has to run before it. */
    private Action choose(List<Action> pending) {
        String real = log.size() < reality.size() ? reality.get(log.size()) : "nothing";
        List<String> allowed = new ArrayList<>();
        for (Action action : pending) {
            if (pending.stream().noneMatch(other -> isBefore(other, action))) {
                if (runs(action).equals(real)) {
                    return action;
                }
                allowed.add(runs(action));
            }
        }
        throw new AssertionError("expected one of " + allowed + " but found " + real);
    }

    private static boolean isBefore(Action first, Action second) {
        if (first.owner == second.owner) {
            List<Object> order = first.owner.registered;
            return order.indexOf(first) < order.indexOf(second);
        }
        return second.owner.isBelow(first.owner);
    }

    private String runs(Action action) {
        BitSet done = new BitSet();
        nodes.forEach((id, node) -> done.set(id, node.isDone()));
        return runs(action.op.action(), done);
    }

    /** How a running action is logged, with all contexts that are done: that is how flag-then-notify is seen. */
    public static String runs(int action, BitSet done) {
        return "action " + action + " runs, done are " + done;
    }

    private void run(Action action) {
        action.gone = true;
        log.add(runs(action));
        action.op.body().forEach(this::apply);
        if (action.op.failure() != Failure.NONE) {
            log.add("error: action " + action.op.action());
        }
    }
}
