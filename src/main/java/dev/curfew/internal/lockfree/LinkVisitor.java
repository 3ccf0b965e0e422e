package dev.curfew.internal.lockfree;

/** What a walk does with each link. A walk may show a link more than once. */
interface LinkVisitor {

    void visit(Link link);

    /** Does the same for a link in a slot, which no walk through a stack meets. */
    default void visitInSlot(Link link) {
        visit(link);
    }
}
