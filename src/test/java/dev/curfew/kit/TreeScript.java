package dev.curfew.kit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * A random sequence of operations on a growing tree of contexts. Contexts and actions go by numbers that the script
 * hands out; the root is context 0. An action has operations for a body, and contexts derived there exist only once it
 * has run: an operation on what does not exist, or that the context's shape does not have, does nothing.
 */
public record TreeScript(List<Op> ops) {

    /** What kind of context {@link Derive} makes, and what its {@code x} and {@code y} mean. */
    public enum Shape {
        /** {@code withCancel}. */
        CANCEL,
        /** {@code withDeadlineNanos}: x in hours from the start, {@link #NONE} for NO_DEADLINE; y is the cause. */
        DEADLINE,
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

    /** How an action, once it has executed its body, fails. */
    public enum Failure {
        NONE,
        THROWS,
        /** It has an executor, which rejects it. */
        REJECTED
    }

    public sealed interface Op {}

    public record Derive(int id, int parent, Shape shape, int x, int y) implements Op {}

    public record OnDone(int action, int target, Failure failure, List<Op> body) implements Op {}

    public record Stop(int action) implements Op {}

    /** {@link #NONE} for the method without a parameter, {@link #NULL} for null. */
    public record Cancel(int target, int cause) implements Op {}

    /** {@code expireIfDue}, pretending that it is so many hours after the start. */
    public record Expire(int target, int hours) implements Op {}

    /** Ends a foreign context. Expired rather than cancelled; {@code late}: tells its err only after the end. */
    public record Fire(int target, boolean expired, boolean late, int cause) implements Op {}

    public static final int NONE = -1;
    public static final int NULL = -2;
    public static final int KEYS = 3;
    /** This key has a default. */
    public static final int DEFAULT_KEY = 2;

    public static final int LIARS_KEY = 1;

    public static TreeScript random(long seed, int length) {
        Generator generator = new Generator(new Random(seed));
        return new TreeScript(generator.ops(length, 2));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
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

        Generator(Random random) {
            this.random = random;
            shapes.add(Shape.WITHOUT_CANCEL);
        }

        List<Op> ops(int length, int depth) {
            List<Op> ops = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                add(ops, depth);
            }
            return ops;
        }

        private void add(List<Op> ops, int depth) {
            int choice = random.nextInt(100);
            if (choice < 45) {
                ops.add(derive());
            } else if (choice < 75) {
                ops.add(onDone(depth));
            } else if (choice < 80) {
                ops.add(new Stop(random.nextInt(actions + 1)));
            } else if (choice < 90) {
                ops.add(new Cancel(anyContext(), cause(NONE, NULL)));
            } else if (choice < 94) {
                ops.add(new Expire(anyContext(), random.nextInt(9)));
            } else if (choice < 97) {
                ops.add(new Fire(
                        anyContext(Shape.FOREIGN), random.nextBoolean(), random.nextInt(3) == 0, cause(NONE, NONE)));
            } else {
                bridge(ops);
            }
        }

        private Derive derive() {
            int parent = anyContext();
            Shape shape = Shape.values()[random.nextInt(Shape.values().length)];
            if (random.nextInt(3) == 0 || (shape == Shape.LIAR && !ownDone.get(parent))) {
                shape = Shape.CANCEL;
            }
            return switch (shape) {
                case DEADLINE -> derive(parent, shape, hours(), cause(NONE, NONE));
                case VALUE ->
                    derive(parent, shape, random.nextInt(KEYS), random.nextInt(4) == 0 ? NULL : random.nextInt(99));
                default -> derive(parent, shape, NONE, NONE);
            };
        }

        private Derive derive(int parent, Shape shape, int x, int y) {
            int id = shapes.size();
            shapes.add(shape);
            ownDone.set(
                    id,
                    switch (shape) {
                        case CANCEL, DEADLINE -> true;
                        case VALUE, FORWARDING, LIAR -> ownDone.get(parent);
                        case WITHOUT_CANCEL, FOREIGN -> false;
                    });
            return new Derive(id, parent, shape, x, y);
        }

        /** Mostly in the future, one in eight past, one in sixteen none. */
        private int hours() {
            int choice = random.nextInt(16);
            return choice == 0 ? NONE : choice < 3 ? 0 : 1 + random.nextInt(8);
        }

        private OnDone onDone(int depth) {
            int action = actions++;
            int target = anyContext();
            int choice = random.nextInt(12);
            if (choice == 0) {
                return new OnDone(action, target, Failure.REJECTED, List.of());
            }
            int length = depth == 0 || random.nextBoolean() ? 0 : 1 + random.nextInt(4);
            return new OnDone(action, target, choice < 3 ? Failure.THROWS : Failure.NONE, ops(length, depth - 1));
        }

        /** A foreign context that ends when its parent does: by an action, as outsiders have to do it. */
        private void bridge(List<Op> ops) {
            Derive foreign = derive(anyContext(), Shape.FOREIGN, NONE, NONE);
            ops.add(foreign);
            Fire fire = new Fire(foreign.id(), random.nextBoolean(), false, cause(NONE, NONE));
            ops.add(new OnDone(actions++, foreign.parent(), Failure.NONE, List.of(fire)));
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
