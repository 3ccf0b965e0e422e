package dev.curfew.lockfree;

/** What a walk does with each link. A walk may show the same link more than once. */
interface LinkVisitor {

    void visit(Link link);
}
