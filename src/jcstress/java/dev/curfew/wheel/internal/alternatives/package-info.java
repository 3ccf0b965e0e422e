/**
 * Broken variants, on each of which a race test of the wheel is seen to fail: that is how we know that it can.
 *
 * <p>Each changes one line of {@link dev.curfew.wheel.internal.alternatives.Model}, named by a {@link
 * dev.curfew.wheel.internal.alternatives.Flaw}, and runs actors like those of the test it is the variant of. With {@code
 * -Dcurfew.repaired=true} no line is changed, and all of them pass: so it is the line that matters, not the model.
 *
 * <p>Exempt are variants that only weaken the order of memory accesses, which x86 does not show: a head that is read without
 * acquire (StripedStacks), {@code awake} with release, RELEASED with opaque. Not exempt is the one order that x86 does not
 * keep by itself, a store before a load of another word: between the plan and the drain (PlannedWake I1). Drained first and
 * published after, that is seen.
 */
package dev.curfew.wheel.internal.alternatives;
