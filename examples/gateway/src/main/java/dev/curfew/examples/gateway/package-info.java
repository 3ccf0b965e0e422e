/**
 * A gateway for queries and orders on Netty, with a context for everything it does: what {@code dev.curfew} is for, in one
 * program. Modelled on the server of Go's "Concurrency Patterns: Context". {@link
 * dev.curfew.examples.gateway.Gateway} is where it starts, {@link dev.curfew.examples.gateway.Session} where to read on.
 *
 * <h2>Contexts</h2>
 *
 * <pre>
 * root                               ends when the gateway shuts down
 *  └ session                         ends with its connection: cancel on disconnect is this line
 *     ├ idleness                     a {@link dev.curfew.Lease}: its end ends the session
 *     ├ search   (id, user; timeout)
 *     │  ├ quotes                    ends with the first answer, so the slower replica is cut
 *     │  ├ fundamentals …
 *     │  └ news …
 *     └ order    (id, user; timeout) the first end wins: acknowledged, cancelled, expired, …
 * </pre>
 *
 * <h2>Threads and hand-offs</h2>
 *
 * <pre>
 *                     orders: bounded MPSC queue
 *  event loop(s) ─────────────────────────────────▶ agent thread
 *  HTTP, sessions,     mailbox: MPSC queue,          matching agent
 *  searches, orders ◀───────────────────────────── timing wheel of the simulated backends
 *        ▲             one wake-up per batch
 *        │ mailbox
 *        ├──────────── the contexts' own timing wheel (or on the loop itself: --wheel=loop)
 *        ├──────────── gRPC's threads (--backends=grpc)
 *        └──────────── figures: histograms, heap census
 * </pre>
 *
 * All state of a connection, its searches and its orders belongs to the connection's event loop; what other threads have
 * to say arrives in the loop's {@link dev.curfew.examples.gateway.Mailbox}, which is the {@code Executor} of each
 * {@code onDone} and {@code scheduleAfterNanos} whose action touches that state. No thread waits for a request, and none
 * of its parts takes a lock; figures do, on the way to their thread.
 */
@NullMarked
package dev.curfew.examples.gateway;

import org.jspecify.annotations.NullMarked;
