/**
 * The mutex core: the straightforward way, after Go's {@code context.go}. Not exported.
 *
 * <p>Its timers are the JDK's executor. A stack overflow inside that executor, under {@code cancel} of a context with
 * a deadline, can leave the lock of the executor held; the JDK then prints a warning. A second overflow, between an end
 * and its release, leaves the ended child reachable from its parent. The lock-free core has neither weakness.
 */
@NullMarked
package dev.curfew.internal.mutex;

import org.jspecify.annotations.NullMarked;
