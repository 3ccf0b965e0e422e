/**
 * Broken variants, on each of which a race test is seen to fail: that is how we know that it can.
 *
 * <p>Each changes one line of {@link dev.curfew.lockfree.alternatives.Model}, named by a {@link
 * dev.curfew.lockfree.alternatives.Flaw}, and runs actors like those of the test it is the variant of. With {@code
 * -Dcurfew.repaired=true} no line is changed, and all of them pass: so it is the line that matters, not the model.
 *
 * <p>Exempt are variants that only weaken the order of memory accesses, which x86 does not show: {@code next} without
 * release and acquire (Link O1), a poll without acquire (CancelNode O2), fields of contexts that are not final
 * (RacingPublish). Release and acquire stores and loads are plain moves there, and every CAS is a full fence, which also
 * orders push and re-read (I8), and a registration and its re-check. What a compiler might reorder all the same, VarHandle
 * modes forbid it to.
 *
 * <p>No variant either, because it breaks nothing: a stripe that is closed by a read and a write in place of one exchange.
 * The link that slips between the two is told by who pushed it (I8).
 */
package dev.curfew.lockfree.alternatives;
