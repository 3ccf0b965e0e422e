package dev.curfew.internal.lockfree;

/** What a walk does with each link. A walk may show a link more than once. */
interface LinkVisitor {

    void visit(Link link);
}
