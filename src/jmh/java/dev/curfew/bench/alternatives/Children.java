package dev.curfew.bench.alternatives;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import java.util.List;

/**
 * The children of one live parent.
 *
 * @param <C> a child
 */
interface Children<C> {

    /** The library itself. */
    String CURFEW = "curfew";

    /** Not exact, as {@link #LINK_OBJECTS}. */
    String CURSOR = "cursor";

    String LINK_OBJECTS = "link-objects";
    String BITMAP_SLOTS = "bitmap-slots";
    String LOCKED_LIST = "locked-list";

    /** All of them. */
    List<String> DESIGNS = List.of(CURFEW, CURSOR, LINK_OBJECTS, BITMAP_SLOTS, LOCKED_LIST);

    C derive();

    void end(C child);

    @SuppressWarnings("unchecked")
    static Children<Object> named(String design) {
        return (Children<Object>)
                switch (design) {
                    case CURFEW -> new OfCurfew();
                    case CURSOR -> new CursorChildren();
                    case LINK_OBJECTS -> new LinkObjectChildren();
                    case BITMAP_SLOTS -> new BitmapSlots();
                    case LOCKED_LIST -> new LockedList();
                    default -> throw new IllegalArgumentException("no design of links is called " + design);
                };
    }

    /** The library, with what the reductions leave out: stripes, a stack before the slots, and ends that race with attaching. */
    final class OfCurfew implements Children<CancelContext> {

        private final Context parent = ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .build()
                .background()
                .withCancel();

        @Override
        public CancelContext derive() {
            return parent.withCancel();
        }

        @Override
        public void end(CancelContext child) {
            child.cancel();
        }
    }
}
