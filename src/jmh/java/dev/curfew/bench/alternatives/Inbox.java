package dev.curfew.bench.alternatives;

import java.util.function.Consumer;

/** How timers are handed to the wheel thread: many threads offer, one drains, in no promised order. */
public interface Inbox {

    /** The design of the library: {@code StripedStacks}. */
    String STRIPED = "striped";

    String TREIBER = "treiber";
    String ARRAY = "array";
    String ARRAY_VARHANDLE = "array-varhandle";
    String XADD = "xadd";
    String LINKED = "linked";

    /** A node of 24 bytes, with a link for the designs that link the nodes themselves. */
    final class Node {
        public int value;

        Node next;

        public Node(int value) {
            this.value = value;
        }
    }

    void offer(Node node);

    /** Hands over the nodes that it finds and does not wait for more. */
    void drain(Consumer<Node> consumer);

    static Inbox named(String design) {
        return switch (design) {
            case STRIPED -> new StackInbox(StackInbox.defaultStripes());
            case TREIBER -> new StackInbox(1);
            default -> QueueInbox.named(design);
        };
    }
}
