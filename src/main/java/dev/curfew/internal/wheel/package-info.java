/**
 * A hierarchical timing wheel with many producers and one consumer.
 *
 * <p>{@link dev.curfew.internal.wheel.TimerQueue} is the side of the producers,
 * {@link dev.curfew.internal.wheel.WheelConsumer} that of the wheel thread, {@link dev.curfew.internal.wheel.TimerNode}
 * a timer on its way from one to the other. {@link dev.curfew.internal.wheel.WheelService} is a wheel with the thread
 * that drives it, for the lock-free core.
 *
 * <p>The public {@link dev.curfew.wheel.TimingWheel} is a product of its own: a thin {@code Agent} over a
 * {@code TimerQueue}. The core does not build on it, because the core needs what a public class should not show: a
 * cancellation by the only canceller of a timer, which saves a CAS, tasks that learn that their wheel closes, and a
 * thread that starts and ends by itself.
 *
 * <p>Invariants have a letter for each structure: T {@code TimerNode}, I {@code StripedStacks} (the inbox), P
 * {@code WakeupGate}, H {@code HierarchicalWheel}, W {@code WheelConsumer}, R {@code WheelThread}. What is explicitly
 * not guaranteed is numbered N7 to N10 here; N1 to N6 are in the cores and in {@code Notification}.
 */
@NullMarked
package dev.curfew.internal.wheel;

import org.jspecify.annotations.NullMarked;
