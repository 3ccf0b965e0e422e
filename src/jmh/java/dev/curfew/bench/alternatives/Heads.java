package dev.curfew.bench.alternatives;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;

/** The heads of several Treiber stacks, laid out in memory in one way or another. */
interface Heads {

    /** An array for each head, with the head in its middle and a cache line of filler on both sides. */
    String ARRAYS = "array-each";
    /** An object for each head, with the filler behind it. */
    String OBJECTS = "object-each";
    /** One array, so many bytes apart. 512 bytes is a card; 64 KiB is more than the heap of a cache line of cards. */
    String APART_64 = "64B";

    String APART_128 = "128B";
    String APART_512 = "512B";
    String APART_1K = "1KiB";
    String APART_64K = "64KiB";

    /** What a stack links: 24 bytes. */
    final class Node {

        static final VarHandle STATE;

        static {
            try {
                STATE = MethodHandles.lookup().findVarHandle(Node.class, "ended", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        Node next;
        private volatile int ended;

        boolean end() {
            return STATE.compareAndSet(this, 0, 1);
        }

        boolean isDead() {
            return (int) STATE.getAcquire(this) != 0;
        }
    }

    Node headAcquire(int stripe);

    boolean casHead(int stripe, Node seen, Node next);

    static Heads named(String layout, int count) {
        return switch (layout) {
            case ARRAYS -> new InArrays(count);
            case OBJECTS -> new InObjects(count);
            case APART_64 -> new InOneArray(count, 64);
            case APART_128 -> new InOneArray(count, 128);
            case APART_512 -> new InOneArray(count, 512);
            case APART_1K -> new InOneArray(count, 1 << 10);
            case APART_64K -> new InOneArray(count, 1 << 16);
            default -> throw new IllegalArgumentException("no layout is called " + layout);
        };
    }

    /** As in {@code StripedStacks} of the wheel: with a stride before the first and behind the last. */
    final class InOneArray implements Heads {

        private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Node[].class);

        private final Node[] heads;
        private final int stride;

        InOneArray(int count, int bytesApart) {
            stride = bytesApart / referenceBytes();
            heads = new Node[(count + 1) * stride];
        }

        private static int referenceBytes() {
            HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return Boolean.parseBoolean(jvm.getVMOption("UseCompressedOops").getValue()) ? 4 : 8;
        }

        @Override
        public Node headAcquire(int stripe) {
            return (Node) CELL.getAcquire(heads, (stripe + 1) * stride);
        }

        @Override
        public boolean casHead(int stripe, Node seen, Node next) {
            return CELL.compareAndSet(heads, (stripe + 1) * stride, seen, next);
        }
    }

    /** The library's {@code Stripe} has more cells in the middle of a longer array, as far from both ends. */
    final class InArrays implements Heads {

        private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Node[].class);
        private static final int HEAD = 14;
        private static final int LENGTH = 32;

        private final Node[][] stripes;

        InArrays(int count) {
            stripes = new Node[count][LENGTH];
        }

        @Override
        public Node headAcquire(int stripe) {
            return (Node) CELL.getAcquire(stripes[stripe], HEAD);
        }

        @Override
        public boolean casHead(int stripe, Node seen, Node next) {
            return CELL.compareAndSet(stripes[stripe], HEAD, seen, next);
        }
    }

    /** Padded on one side only: the head is at offset 12, behind whatever the collector put before the object. */
    final class InObjects implements Heads {

        private static final VarHandle HEAD;

        static {
            try {
                HEAD = MethodHandles.lookup().findVarHandle(Padded.class, "head", Node.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("unused") // The filler's only use is to be there.
        private static final class Padded {
            private volatile Node head;
            private long f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15;
        }

        private final Padded[] stripes;

        InObjects(int count) {
            stripes = new Padded[count];
            for (int i = 0; i < count; i++) {
                stripes[i] = new Padded();
            }
        }

        @Override
        public Node headAcquire(int stripe) {
            return (Node) HEAD.getAcquire(stripes[stripe]);
        }

        @Override
        public boolean casHead(int stripe, Node seen, Node next) {
            return HEAD.compareAndSet(stripes[stripe], seen, next);
        }
    }
}
