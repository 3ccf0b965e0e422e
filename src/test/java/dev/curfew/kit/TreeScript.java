package dev.curfew.kit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * A random sequence of operations on growing trees of contexts, below the root of the core under test, context 0, and
 * below that of the other core, context 1. Contexts and actions go by numbers that the script hands out. An action has
 * operations for a body, and contexts derived there exist only once it has run: an operation on what does not exist, or
 * that the context's shape does not have, does nothing.
 *
 * <p>Times are seconds since the start. On a clock that goes by itself they count in whole hours, rounded down.
 *
 * @param isTimed whether the lock-free core has a clock that {@link Turn} moves; otherwise all clocks go by themselves
 */
public record TreeScript(boolean isTimed, List<Op> ops) {

    /** What kind of context {@link Derive} makes, and what its {@code x} and {@code y} mean. */
    public enum Shape {
        /** {@code withCancel}. */
        CANCEL,
        /** {@code withDeadlineNanos}: x is the time, {@link #NONE} for NO_DEADLINE; y is the cause. */
        DEADLINE,
        /** {@code withLeaseNanos}: x is the duration, y the cause. */
        LEASE,
        /** {@code withCancelOn}. */
        MERGED,
        /** {@code withValue}: x is the key, y the value. */
        VALUE,
        /** {@code withoutCancel}. */
        WITHOUT_CANCEL,
        /** A {@code ForwardingContext} that overrides nothing. */
        FORWARDING,
        /** A {@code ForwardingContext} that hides deadline, err and cause, and binds {@link #LIARS_KEY}. */
        LIAR,
        /** A context with a {@code Done} of its own, ended by {@link Fire} alone; the rest is its parent's. */
        FOREIGN
    }

    /** How an action runs. */
    public enum Way {
        PLAIN,
        /** It fails once it has executed its body. */
        THROWS,
        /** It has an executor, which executes the body and then rejects the action. */
        REJECTED,
        /** It has an executor, which keeps it until {@link RunQueued}. */
        QUEUED
    }

    /** The ways to renew a lease. */
    public enum Renewal {
        /** By the duration that it was made with. */
        AGAIN,
        BY_DURATION,
        BY_NANOS,
        /** {@link #NONE} for NO_DEADLINE. */
        UNTIL
    }

    public sealed interface Op {}

    /** @param others of a merged context */
    public record Derive(int id, int parent, Shape shape, int x, int y, List<Integer> others) implements Op {}

    public record OnDone(int action, int target, Way way, List<Op> body) implements Op {}

    public record Schedule(int action, int target, int delay, Way way, List<Op> body) implements Op {}

    /** {@code stopAndAwait}, or {@code stop}. */
    public record Stop(int action, boolean awaits) implements Op {}

    /** {@link #NONE} for the method without a parameter, {@link #NULL} for null. */
    public record Cancel(int target, int cause) implements Op {}

    public record EndWith(int target, int ended) implements Op {}

    /** {@code expireIfDue}, pretending that it is that time. */
    public record Expire(int target, int time) implements Op {}

    /** @param late how much too late the call comes: during the call alone, a clock that can be moved shows that */
    public record Renew(int target, Renewal renewal, int time, int late) implements Op {}

    /** Ends a foreign context. Expired rather than cancelled; {@code late}: tells its err only after the end. */
    public record Fire(int target, boolean expired, boolean late, int cause) implements Op {}

    /** The executor runs the oldest action that it keeps. */
    public record RunQueued() implements Op {}

    /** Time goes on, and each core runs what is due. Never part of a body. */
    public record Turn(int seconds) implements Op {}

    public static final int NONE = -1;
    public static final int NULL = -2;
    public static final int HOUR = 3600;
    public static final int KEYS = 3;
    /** This key has a default. */
    public static final int DEFAULT_KEY = 2;

    public static final int LIARS_KEY = 1;

    public static TreeScript random(long seed, int length) {
        Random random = new Random(seed);
        boolean isTimed = random.nextBoolean();
        return new TreeScript(isTimed, new Generator(random).ops(length, 2));
    }

    /** A time on a clock that goes by itself. */
    public static int wholeHours(int seconds) {
        return Math.floorDiv(seconds, HOUR) * HOUR;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(isTimed ? "  timed\n" : "");
        for (Op op : ops) {
            text.append("  ").append(op).append('\n');
        }
        return text.toString();
    }

    private static final class Generator {

        private final Random random;
        private final List<Shape> shapes = new ArrayList<>();
        /** Contexts whose Done is one of the library's. */
        private final BitSet ownDone = new BitSet();

        private int actions;
        private int causes;
        private int now;

        Generator(Random random) {
            this.random = random;
            shapes.add(Shape.WITHOUT_CANCEL);
            shapes.add(Shape.WITHOUT_CANCEL);
        }

        List<Op> ops(int length, int depth) {
            List<Op> ops = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                add(ops, depth, random.nextInt(100));
            }
            return ops;
        }

        private void add(List<Op> ops, int depth, int choice) {
            if (choice < 43) {
                ops.add(derive());
            } else if (choice < 63) {
                ops.add(onDone(depth));
            } else if (choice < 71) {
                ops.add(schedule(depth));
            } else if (choice < 76) {
                ops.add(new Stop(random.nextInt(actions + 1), random.nextInt(3) == 0));
            } else if (choice < 82) {
                ops.add(new Cancel(anyContext(), cause(NONE, NULL)));
            } else if (choice < 84) {
                ops.add(new EndWith(anyContext(), anyContext()));
            } else if (choice < 87) {
                ops.add(new Expire(anyContext(), now + random.nextInt(9 * HOUR)));
            } else if (choice < 91) {
                ops.add(renew());
            } else if (choice < 94) {
                ops.add(new Fire(
                        anyContext(Shape.FOREIGN), random.nextBoolean(), random.nextInt(3) == 0, cause(NONE, NONE)));
            } else if (choice < 96) {
                ops.add(new RunQueued());
            } else if (choice < 98 && depth == 2) {
                ops.add(turn());
            } else {
                bridge(ops);
            }
        }

        private Derive derive() {
            int parent = anyContext();
            Shape shape = Shape.values()[random.nextInt(Shape.values().length)];
            if (random.nextInt(6) == 0) {
                shape = Shape.MERGED;
            } else if (random.nextInt(5) == 0 || (shape == Shape.LIAR && !ownDone.get(parent))) {
                shape = Shape.CANCEL;
            }
            return switch (shape) {
                case DEADLINE -> derive(parent, shape, time(), cause(NONE, NONE));
                case LEASE -> derive(parent, shape, duration(), cause(NONE, NONE));
                case MERGED -> derive(parent, shape, NONE, NONE, others(parent));
                case VALUE ->
                    derive(parent, shape, random.nextInt(KEYS), random.nextInt(4) == 0 ? NULL : random.nextInt(99));
                default -> derive(parent, shape, NONE, NONE);
            };
        }

        private Derive derive(int parent, Shape shape, int x, int y, Integer... others) {
            int id = shapes.size();
            shapes.add(shape);
            ownDone.set(
                    id,
                    switch (shape) {
                        case CANCEL, DEADLINE, LEASE, MERGED -> true;
                        case VALUE, FORWARDING, LIAR -> ownDone.get(parent);
                        case WITHOUT_CANCEL, FOREIGN -> false;
                    });
            return new Derive(id, parent, shape, x, y, List.of(others));
        }

        /** One or several, some of them twice, or the parent. */
        private Integer[] others(int parent) {
            Integer[] others = new Integer[random.nextBoolean() ? 1 : 2 + random.nextInt(3)];
            for (int i = 0; i < others.length; i++) {
                int choice = random.nextInt(12);
                others[i] = choice == 0 ? parent : choice == 1 && i > 0 ? others[i - 1] : (Integer) anyContext();
            }
            return others;
        }

        /** Mostly in the future, one in eight past, one in sixteen none. */
        private int time() {
            int choice = random.nextInt(16);
            return choice == 0 ? NONE : now + duration();
        }

        private int duration() {
            return random.nextInt(8) == 0 ? 0 : HOUR + random.nextInt(8 * HOUR);
        }

        private OnDone onDone(int depth) {
            Way way = way();
            return new OnDone(actions++, anyContext(), way, body(way, depth));
        }

        private Schedule schedule(int depth) {
            Way way = way();
            int delay = random.nextInt(3) == 0 ? -random.nextInt(2) : duration();
            return new Schedule(actions++, anyContext(), delay, way, body(way, depth));
        }

        private Way way() {
            int choice = random.nextInt(12);
            return choice == 0 ? Way.REJECTED : choice < 3 ? Way.THROWS : choice < 5 ? Way.QUEUED : Way.PLAIN;
        }

        private List<Op> body(Way way, int depth) {
            return ops(depth == 0 || random.nextBoolean() ? 0 : 1 + random.nextInt(4), depth - 1);
        }

        private Renew renew() {
            Renewal renewal = Renewal.values()[random.nextInt(Renewal.values().length)];
            int late = random.nextInt(6) == 0 ? random.nextInt(9 * HOUR) : 0;
            int time = renewal == Renewal.UNTIL ? time() - (random.nextInt(6) == 0 ? 2 * HOUR : 0) : duration();
            return new Renew(anyContext(Shape.LEASE), renewal, Math.max(NONE, time), late);
        }

        private Turn turn() {
            int seconds = random.nextInt(3 * HOUR);
            now += seconds;
            return new Turn(seconds);
        }

        /** A foreign context that ends when its parent does: by an action, as outsiders have to do it. */
        private void bridge(List<Op> ops) {
            Derive foreign = derive(anyContext(), Shape.FOREIGN, NONE, NONE);
            ops.add(foreign);
            Fire fire = new Fire(foreign.id(), random.nextBoolean(), false, cause(NONE, NONE));
            ops.add(new OnDone(actions++, foreign.parent(), Way.PLAIN, List.of(fire)));
        }

        private int cause(int either, int or) {
            int choice = random.nextInt(4);
            return choice == 0 ? either : choice == 1 ? or : causes++;
        }

        /** Young ones more often, for depth. */
        private int anyContext() {
            int size = shapes.size();
            return random.nextBoolean() ? random.nextInt(size) : size - 1 - random.nextInt(Math.min(size, 4));
        }

        private int anyContext(Shape shape) {
            int start = anyContext();
            for (int id = start; id > 0; id--) {
                if (shapes.get(id) == shape) {
                    return id;
                }
            }
            return start;
        }
    }
}
