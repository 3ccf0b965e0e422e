package dev.curfew.bench.alternatives;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;

/**
 * The children of one live parent.
 *
 * @param <C> a child
 */
interface Children<C> {

    /** The library itself. */
    String CURFEW = "curfew";

    String INTRUSIVE = "intrusive";
    String LINK_OBJECTS = "link-objects";

    C derive();

    void end(C child);

    @SuppressWarnings("unchecked")
    static Children<Object> named(String design) {
        return (Children<Object>)
                switch (design) {
                    case CURFEW -> new OfCurfew();
                    case INTRUSIVE -> new IntrusiveChildren();
                    case LINK_OBJECTS -> new LinkObjectChildren();
                    default -> throw new IllegalArgumentException("no design of links is called " + design);
                };
    }

    /** The library, with what the reductions leave out: stripes, and a base stack before them. */
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
