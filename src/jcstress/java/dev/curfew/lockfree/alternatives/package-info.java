/**
 * Broken variants, on each of which a race test is seen to fail: that is how we know that it can.
 *
 * <p>Each changes one line of {@link dev.curfew.lockfree.alternatives.Model}, named by a {@link
 * dev.curfew.lockfree.alternatives.Flaw}, and runs actors like those of the test it is the variant of. With {@code
 * -Dcurfew.repaired=true} no line is changed, and all of them pass: so it is the line that matters, not the model.
 *
 * <p>Exempt are variants that only weaken the order of memory accesses, which x86 does not show: {@code home} without
 * release and acquire (Link O1), a poll without acquire (CancelNode O2), fields of contexts that are not final
 * (RacingPublish). Release and acquire stores and loads are plain moves there, and every CAS is a full fence, which also
 * orders a put and its re-read (C1), and a registration and its re-check. What a compiler might reorder all the same, VarHandle
 * modes forbid it to.
 */
package dev.curfew.lockfree.alternatives;
