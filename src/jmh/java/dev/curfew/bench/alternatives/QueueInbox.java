package dev.curfew.bench.alternatives;

import java.util.function.Consumer;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.MpscLinkedQueue;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jctools.queues.MpscUnboundedXaddArrayQueue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;

/**
 * A queue of JCTools. A producer first claims a place, by a CAS, a fetch-and-add or a swap, and then fills it. A
 * producer that is stopped in between hides all nodes that were offered after it. {@code relaxedPoll} does not wait for
 * it, {@code poll} would.
 */
final class QueueInbox implements Inbox {

    private static final int CHUNK = 1024;

    private final MessagePassingQueue<Node> queue;

    private QueueInbox(MessagePassingQueue<Node> queue) {
        this.queue = queue;
    }

    static Inbox named(String design) {
        return new QueueInbox(
                switch (design) {
                    case ARRAY -> new MpscUnboundedArrayQueue<>(CHUNK);
                    case ARRAY_VARHANDLE -> new MpscUnboundedVarHandleArrayQueue<>(CHUNK);
                    case XADD -> new MpscUnboundedXaddArrayQueue<>(CHUNK);
                    case LINKED -> new MpscLinkedQueue<>();
                    default -> throw new IllegalArgumentException("no inbox is called " + design);
                });
    }

    @Override
    public void offer(Node node) {
        queue.offer(node);
    }

    @Override
    public void drain(Consumer<Node> consumer) {
        for (Node node = queue.relaxedPoll(); node != null; node = queue.relaxedPoll()) {
            consumer.accept(node);
        }
    }
}
