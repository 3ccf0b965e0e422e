package dev.curfew.bench.alternatives;

import java.util.function.Consumer;

/** How timers are handed to the one thread that files them: many offer, one drains, in no promised order. */
public interface Inbox {

    /** The design of the library: {@code StripedStacks}. */
    String STRIPED = "striped";

    String TREIBER = "treiber";
    String ARRAY = "array";
    String ARRAY_VARHANDLE = "array-varhandle";
    String XADD = "xadd";
    String LINKED = "linked";

    /** Of a timer's node what matters here: a link for those who thread it, 24 bytes. */
    final class Node {
        /** For the user. */
        public int value;

        Node next;

        public Node(int value) {
            this.value = value;
        }
    }

    void offer(Node node);

    /** Hands over what it finds and does not wait for more. */
    void drain(Consumer<Node> consumer);

    static Inbox named(String design) {
        return switch (design) {
            case STRIPED -> new StackInbox(StackInbox.defaultStripes());
            case TREIBER -> new StackInbox(1);
            default -> QueueInbox.named(design);
        };
    }
}
