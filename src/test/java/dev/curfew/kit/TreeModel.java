package dev.curfew.kit;

import dev.curfew.kit.TreeAction.State;
import dev.curfew.kit.TreeNode.Link;
import dev.curfew.kit.TreeScript.Cancel;
import dev.curfew.kit.TreeScript.Derive;
import dev.curfew.kit.TreeScript.EndWith;
import dev.curfew.kit.TreeScript.Expire;
import dev.curfew.kit.TreeScript.Fire;
import dev.curfew.kit.TreeScript.OnDone;
import dev.curfew.kit.TreeScript.Op;
import dev.curfew.kit.TreeScript.Renew;
import dev.curfew.kit.TreeScript.RunQueued;
import dev.curfew.kit.TreeScript.Schedule;
import dev.curfew.kit.TreeScript.Shape;
import dev.curfew.kit.TreeScript.Stop;
import dev.curfew.kit.TreeScript.Way;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What contexts do, for one thread, as naively as it can be said: children are found by searching. Written from the
 * semantics, not from a core.
 *
 * <p>The order of actions is not always promised. So the model takes what was logged in reality, and where there is a
 * choice of what to run next it takes what ran in reality, if that was allowed.
 */
public final class TreeModel {

    private static final int NONE = TreeScript.NONE;
    private static final String CANCELED = "CANCELED";
    private static final String EXPIRED = "DEADLINE_EXCEEDED";

    private final List<String> reality;
    private final boolean[] moves;
    private final int[] now = new int[2];
    private final List<String> log = new ArrayList<>();
    private final Map<Integer, TreeNode> nodes = new TreeMap<>();
    private final Map<Integer, TreeAction> actions = new TreeMap<>();
    private final ArrayDeque<TreeAction> queue = new ArrayDeque<>();
    /** What ending calls have to tell. */
    private final ArrayDeque<TreeEnding> notifications = new ArrayDeque<>();

    private boolean telling;

    /**
     * @param reality the growing log of what really happened, one operation of the script ahead of the model
     * @param moves for each core whether {@link #turn} moves its clock
     */
    public TreeModel(List<String> reality, boolean... moves) {
        this.reality = reality;
        this.moves = moves;
        for (int core = 0; core < moves.length; core++) {
            nodes.put(core, new TreeNode(core));
        }
    }

    public List<String> log() {
        return log;
    }

    public Set<Integer> contexts() {
        return nodes.keySet();
    }

    /** Those that have ended and are not above a live one: no live context may refer to them. */
    public Set<Integer> released() {
        Set<Integer> held = new HashSet<>();
        nodes.values().stream().filter(node -> !node.isDone()).forEach(node -> node.addHeld(held));
        Set<Integer> released = new HashSet<>(nodes.keySet());
        released.removeAll(held);
        return released;
    }

    /** Actions that can not run any more. */
    public Set<Integer> actionsThatAreOver() {
        Set<Integer> over = new HashSet<>();
        actions.forEach((id, action) -> {
            if (action.state == State.OVER) {
                over.add(id);
            }
        });
        return over;
    }

    /** All that can be observed of a context, in the words of {@link #describe(boolean, String, String, int, List, String)}. */
    public String describe(int id) {
        TreeNode node = nodes.get(id);
        List<String> values = new ArrayList<>();
        for (int key = 0; key < TreeScript.KEYS; key++) {
            values.add(node.value(key));
        }
        String text = describe(node.isDone(), node.err(), node.cause(), node.deadline(), values, node.path());
        return switch (node.shape) {
            case FOREIGN -> text + ", registered " + node.registered.size();
            case LEASE -> text + ", expires " + node.moment;
            default -> text;
        };
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
            onDone(onDone, nodes.get(onDone.target()));
        } else if (op instanceof Schedule schedule) {
            schedule(schedule, nodes.get(schedule.target()));
        } else if (op instanceof Stop stop) {
            stop(stop, actions.get(stop.action()));
        } else if (op instanceof Cancel cancel) {
            TreeNode node = nodes.get(cancel.target());
            if (node != null && node.isCancel()) {
                boolean won = end(node, CANCELED, cancel.cause() < 0 ? CANCELED : "cause " + cancel.cause());
                log.add("cancel " + cancel.target() + " " + won);
            }
        } else if (op instanceof EndWith endWith) {
            endWith(endWith, nodes.get(endWith.target()), nodes.get(endWith.ended()));
        } else if (op instanceof Expire expire) {
            TreeNode node = nodes.get(expire.target());
            if (node != null) {
                expire(node, time(node.core, expire.time()));
                log.add("expire " + expire.target() + " " + node.isDone());
            }
        } else if (op instanceof Renew renew) {
            renew(renew, nodes.get(renew.target()));
        } else if (op instanceof Fire fire) {
            TreeNode node = nodes.get(fire.target());
            if (node != null && node.shape == Shape.FOREIGN && !node.ended) {
                fire(node, fire);
            }
        } else if (op instanceof RunQueued) {
            runQueued();
        }
    }

    private int time(int core, int seconds) {
        return moves[core] || seconds == NONE ? seconds : TreeScript.wholeHours(seconds);
    }

    // ---- deriving

    private void derive(Derive op) {
        TreeNode parent = nodes.get(op.parent());
        List<TreeNode> others =
                op.others().stream().filter(nodes::containsKey).map(nodes::get).toList();
        if (parent == null || (op.shape() == Shape.MERGED && others.isEmpty())) {
            return;
        }
        TreeNode node = new TreeNode(op, parent);
        if (node.isCancel()) {
            born(node, others);
        }
        nodes.put(op.id(), node);
    }

    private void born(TreeNode node, List<TreeNode> others) {
        node.sources.add(node.parent);
        others.forEach(other -> addSource(node, other));
        int x = time(node.core, node.x);
        if (node.shape == Shape.DEADLINE && isEarlier(x, node.deadline())) {
            node.ownDeadline = x;
        }
        if (node.shape == Shape.LEASE) {
            node.moment = now[node.core] + x;
        }
        for (TreeNode source : node.sources) {
            if (source.isDone()) {
                endWith(node, source);
            }
        }
        if (isDue(node.shape == Shape.DEADLINE ? x : node.moment, now[node.core])) {
            endExpired(node);
        }
        if (!node.ended) {
            for (TreeNode source : node.sources) {
                if (source.canEnd() && !source.marks(node)) {
                    source.origin().registered.add(new Link(node, source));
                }
            }
        }
    }

    private void addSource(TreeNode node, TreeNode other) {
        if (other.canEnd() && node.sources.stream().noneMatch(source -> source.origin() == other.origin())) {
            node.sources.add(other);
        }
        // As for a child: what a forwarding context says of the deadline counts only if its Done is foreign to the
        // core.
        TreeNode origin = other.origin();
        TreeNode end = origin.isCancel() && origin.core == node.core ? origin : other;
        boolean sameClock = node.core == other.core || (!moves[0] && !moves[1]);
        if (sameClock && isEarlier(end.deadline(), node.deadline())) {
            node.deadlineSource = end;
        }
    }

    private static boolean isEarlier(int time, int other) {
        return time != NONE && (other == NONE || time < other);
    }

    private static boolean isDue(int time, int now) {
        return time != NONE && time <= now;
    }

    // ---- actions

    private void onDone(OnDone op, TreeNode target) {
        if (target == null) {
            return;
        }
        TreeAction action = new TreeAction(op.action(), target.origin(), op.way(), op.body(), TreeScript.NULL);
        if (action.owner.ended) {
            begin(action);
        } else {
            action.owner.registered.add(action);
        }
        actions.put(op.action(), action);
    }

    private void schedule(Schedule op, TreeNode target) {
        if (target == null) {
            return;
        }
        int due = now[target.core] + time(target.core, op.delay());
        TreeAction action = new TreeAction(op.action(), target.origin(), op.way(), op.body(), Math.max(0, due));
        if (action.owner.ended) {
            action.state = State.OVER;
        } else {
            action.owner.registered.add(action);
        }
        actions.put(op.action(), action);
    }

    private void stop(Stop op, TreeAction action) {
        if (action == null) {
            return;
        }
        boolean isHeld = action.state == State.PASSED_ON && (action.isScheduled() || op.awaits());
        boolean isLate = action.isScheduled() && action.owner.ended;
        boolean stopped = (action.state == State.WAITING || isHeld) && !isLate;
        log.add("stop " + op.action() + " " + stopped);
        if (stopped || isLate) {
            drop(action);
        }
    }

    private void drop(TreeAction action) {
        action.state = State.OVER;
        action.owner.registered.remove(action);
    }

    /** The end of the owner, or the timer, begins an action or passes it on. */
    private void begin(TreeAction action) {
        log.add(text(action));
        if (action.way == Way.QUEUED) {
            action.state = State.PASSED_ON;
            queue.add(action);
            return;
        }
        if (action.way == Way.REJECTED) {
            action.state = State.PASSED_ON;
        } else {
            drop(action);
        }
        action.body.forEach(this::apply);
        if (action.way != Way.PLAIN) {
            log.add("error: action " + action.id);
        }
        if (action.isScheduled()) {
            drop(action);
        }
    }

    private void runQueued() {
        TreeAction action = queue.poll();
        if (action == null) {
            return;
        }
        boolean isLate = action.isScheduled() && action.owner.ended;
        if (action.state == State.PASSED_ON && !isLate) {
            drop(action);
            log.add(runs(action.id, done()));
            action.body.forEach(this::apply);
        }
    }

    private String text(Object entry) {
        if (entry instanceof Link link) {
            return ends(link.source().id, link.child().id, done());
        }
        TreeAction action = (TreeAction) entry;
        return action.way == Way.QUEUED ? isPassedOn(action.id, done()) : runs(action.id, done());
    }

    private Map<Integer, String> done() {
        Map<Integer, String> done = new TreeMap<>();
        nodes.values().stream()
                .filter(TreeNode::isDone)
                .forEach(node -> done.put(node.id, node.err() + " by " + node.cause()));
        return done;
    }

    /**
     * How a running action is logged, with how all contexts that are done have ended: that is how flag-then-notify is
     * seen.
     */
    public static String runs(int action, Map<Integer, String> done) {
        return "action " + action + " runs, done are " + done;
    }

    public static String isPassedOn(int action, Map<Integer, String> done) {
        return "action " + action + " is passed on, done are " + done;
    }

    /** How it is logged that the end of a context ends one of the other core. */
    public static String ends(int source, int child, Map<Integer, String> done) {
        return source + " ends " + child + ", done are " + done;
    }

    // ---- ending

    private void endWith(EndWith op, TreeNode node, TreeNode ended) {
        if (node != null && node.isCancel() && ended != null) {
            log.add("endWith " + op.target() + " " + (ended.isDone() ? endAs(node, ended) : "live"));
        }
    }

    private boolean endWith(TreeNode node, TreeNode source) {
        return endAs(node, source.marks(node) ? source.origin() : source);
    }

    private boolean endAs(TreeNode node, TreeNode ended) {
        return ended.err() == null ? end(node, CANCELED, CANCELED) : end(node, ended.err(), ended.cause());
    }

    private boolean endExpired(TreeNode node) {
        return end(node, EXPIRED, node.y == NONE ? EXPIRED : "cause " + node.y);
    }

    private void renew(Renew op, TreeNode node) {
        if (node == null || node.shape != Shape.LEASE) {
            return;
        }
        int core = node.core;
        int before = now[core];
        now[core] += moves[core] ? op.late() : 0;
        int next = switch (op.renewal()) {
            case AGAIN -> now[core] + time(core, node.x);
            case BY_DURATION, BY_NANOS -> now[core] + time(core, op.time());
            case UNTIL -> time(core, op.time());
        };
        if (isDue(node.moment, now[core]) || isDue(next, now[core])) {
            endExpired(node);
        } else if (!node.ended) {
            node.moment = next;
        }
        now[core] = before;
        log.add("renew " + op.target() + " " + !node.ended);
    }

    private void expire(TreeNode node, int time) {
        if (node.isForwarding() || node.shape == Shape.FOREIGN) {
            expire(node.parent, time);
        } else if (node.shape == Shape.VALUE) {
            expire(node.origin(), time);
        } else if (node.isCancel()) {
            expireUpwards(node, time);
        }
    }

    /** Leases and owners of deadlines, the nearest first. */
    private void expireUpwards(TreeNode node, int time) {
        for (TreeNode at = node; at != null; at = at.leaseAbove()) {
            if (isDue(at.moment, time)) {
                endExpired(at);
            }
            TreeNode lease = at.leaseAbove();
            boolean isOfLease = lease != null && lease.deadline() == at.deadline();
            if (!isOfLease && isDue(at.deadline(), time)) {
                expireOwner(at, time);
            }
        }
    }

    private void expireOwner(TreeNode node, int time) {
        if (node.ownDeadline != NONE) {
            endExpired(node);
            return;
        }
        TreeNode source = node.deadlineSource != null ? node.deadlineSource : node.parent;
        if (source.marks(node)) {
            expireOwner(source.origin(), time);
        } else {
            expire(source, time);
        }
    }

    /** As the foreign contexts of the test do it: one after the other. */
    private void fire(TreeNode node, Fire fire) {
        node.ended = true;
        String err = fire.expired() ? EXPIRED : CANCELED;
        if (!fire.late()) {
            node.err = err;
            node.cause = fire.cause() == NONE ? err : "cause " + fire.cause();
        }
        while (!node.registered.isEmpty()) {
            Object first = node.registered.remove(0);
            if (first instanceof Link link) {
                endWith(link.child(), link.source());
            } else if (((TreeAction) first).isScheduled()) {
                drop((TreeAction) first);
            } else {
                begin((TreeAction) first);
            }
        }
        node.err = err;
        node.cause = fire.cause() == NONE ? err : "cause " + fire.cause();
    }

    private boolean end(TreeNode node, String err, String cause) {
        if (node.ended) {
            return false;
        }
        TreeEnding ending = new TreeEnding(node);
        mark(node, err, cause, ending);
        notifications.add(ending);
        if (!telling) {
            telling = true;
            tell();
            telling = false;
        }
        return true;
    }

    /** One ending call after the other, also those that begin meanwhile. */
    private void tell() {
        for (TreeEnding ending = notifications.poll(); ending != null; ending = notifications.poll()) {
            for (ending.dropStale(); !ending.pending.isEmpty(); ending.dropStale()) {
                Object next = choose(ending.ready());
                ending.pending.remove(next);
                if (next instanceof Link link) {
                    log.add(text(link));
                    endWith(link.child(), link.source());
                } else {
                    begin((TreeAction) next);
                }
            }
        }
    }

    private void mark(TreeNode node, String err, String cause, TreeEnding ending) {
        node.ended = true;
        node.err = err;
        node.cause = cause;
        ending.marked.add(node);
        for (TreeNode source : node.sources) {
            source.origin().registered.removeIf(entry -> entry instanceof Link link && link.child() == node);
        }
        for (Object entry : List.copyOf(node.registered)) {
            if (entry instanceof TreeAction action && action.isScheduled()) {
                drop(action);
            } else {
                ending.pending.add(entry);
            }
        }
        for (TreeNode child : nodes.values()) {
            if (!child.ended && child.isMarkedBy(node)) {
                mark(child, err, cause, ending);
            }
        }
    }

    /** Whatever happened in reality, if it is allowed to come next. */
    private <T> T choose(List<T> allowed) {
        String real = log.size() < reality.size() ? reality.get(log.size()) : "nothing";
        for (T entry : allowed) {
            if (text(entry).equals(real)) {
                return entry;
            }
        }
        throw new AssertionError(
                "expected one of " + allowed.stream().map(this::text).toList() + " but found " + real);
    }

    // ---- time

    public boolean moves(int core) {
        return moves[core];
    }

    public int now(int core) {
        return now[core];
    }

    /** When the next timer of a core is due; {@link TreeScript#NONE} if there is none. */
    public int nextTimer(int core) {
        int next = NONE;
        for (TreeNode node : nodes.values()) {
            int time = node.shape == Shape.LEASE ? node.moment : node.ownDeadline;
            if (node.core == core && !node.ended && isEarlier(time, next)) {
                next = time;
            }
        }
        for (TreeAction action : actions.values()) {
            if (isArmed(action, core) && isEarlier(action.due, next)) {
                next = action.due;
            }
        }
        return next;
    }

    private static boolean isArmed(TreeAction action, int core) {
        return action.isScheduled() && action.state == State.WAITING && action.owner.core == core;
    }

    /** Whether the order of what is due is open, and the log would not tell it. */
    public boolean isOpen(int core, int time) {
        int ends = dueEnds(core, time).size();
        return ends > 0 && ends + dueActions(core, time).size() > 1;
    }

    private List<TreeNode> dueEnds(int core, int time) {
        return nodes.values().stream()
                .filter(node -> node.core == core && !node.ended)
                .filter(node -> isDue(node.shape == Shape.LEASE ? node.moment : node.ownDeadline, time))
                .toList();
    }

    private List<TreeAction> dueActions(int core, int time) {
        return actions.values().stream()
                .filter(action -> isArmed(action, core) && action.due <= time)
                .toList();
    }

    /** The thread that runs what is due does so, at this time. */
    public void turn(int core, int time) {
        now[core] = time;
        dueEnds(core, time).forEach(this::endExpired);
        for (List<TreeAction> due = dueActions(core, time); !due.isEmpty(); due = dueActions(core, time)) {
            begin(choose(due));
        }
    }
}
