/**
 * Broken variants, on each of which a race test of the wheel is seen to fail. So it is known that the test can fail.
 *
 * <p>Each variant changes one line of {@link dev.curfew.internal.wheel.broken.Model}, named by a
 * {@link dev.curfew.internal.wheel.broken.Flaw}, and has the actors of the test to which it belongs. With
 * {@code -Dcurfew.repaired=true} no line is changed, and all of them pass: so the line matters, and not the model.
 *
 * <p>Exempt are variants that only weaken the order of memory accesses, which x86 does not show: a head that is read
 * without acquire (StripedStacks), {@code awake} with release, REAPED with opaque. Not exempt is the one order that x86
 * does not keep by itself, a store before a load of another word: between the plan and the drain (P1). A variant that
 * drains first and publishes after is seen to fail.
 */
package dev.curfew.internal.wheel.broken;
