/**
 * Broken variants. A race test is seen to fail on each of them, which shows that the test can fail.
 *
 * <p>Each variant changes one line of {@link dev.curfew.internal.lockfree.broken.Model}, or of
 * {@link dev.curfew.internal.lockfree.broken.ScopeModel}, which a {@link dev.curfew.internal.lockfree.broken.Flaw}
 * names, and runs actors like those of the test that it belongs to. With {@code -Dcurfew.repaired=true} no line is
 * changed, and all variants pass. So the line is the cause of the failure, not the model.
 *
 * <p>Variants that only weaken the order of memory accesses are exempt, because x86 does not show them: {@code home}
 * without release and acquire (O1), a poll without acquire (O2), fields of contexts that are not final (O3). Release
 * and acquire stores and loads are plain moves there. Every CAS is a full fence, which also orders a put and the second
 * read of the word (C1), and a registration and the second read of the child's word (F1). VarHandle modes forbid a
 * compiler to reorder these accesses. The order of an action and its number in a scope (F8) is that of a plain and a
 * volatile store.
 */
package dev.curfew.internal.lockfree.broken;
