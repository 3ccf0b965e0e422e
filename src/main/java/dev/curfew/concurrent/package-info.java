/**
 * Contexts for code that blocks, for futures and for tasks: what a context needs so that everything below it stops.
 *
 * <p>{@link dev.curfew.concurrent.Blocking} makes a blocking call end with a context, by an interrupt.
 * {@link dev.curfew.concurrent.Interruption} is the interrupt alone, for a scope of several calls.
 * {@link dev.curfew.concurrent.ContextFutures} ends futures with contexts and contexts with futures.
 * {@link dev.curfew.concurrent.TaskGroup} runs tasks that belong together, and
 * {@link dev.curfew.concurrent.ContextExecutors} ends the work of an executor with a context.
 * {@link dev.curfew.concurrent.CurrentContext} keeps a context for code that cannot be given one as a parameter.
 */
@NullMarked
package dev.curfew.concurrent;

import org.jspecify.annotations.NullMarked;
