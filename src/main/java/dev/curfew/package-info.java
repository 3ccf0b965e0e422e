/**
 * Go's {@code context} for Java, for latency-sensitive code. Begin with {@link dev.curfew.Context}.
 *
 * <h2>Rules of use</h2>
 *
 * <ol>
 *   <li>Pass the context as the first parameter, named {@code context}. Do not keep it in a field that outlives the
 *       request. Never pass null: pass {@link dev.curfew.Context#todo()}.
 *   <li>Close every {@link dev.curfew.CancelContext} when its work is over, best with try-with-resources, also after
 *       success. Closing runs the actions that are still registered.
 *   <li>Poll {@link dev.curfew.Context#isDone()} where work can stop; register an action where work must be stopped
 *       from outside. Several polls of one {@code withValue} context are cheaper on its
 *       {@link dev.curfew.Context#done()}.
 *   <li>Actions without an executor run on the thread that ends the context, which may be the runtime's own. An action
 *       should only set a flag, pass work to another thread or unpark one. An action that blocks delays all other
 *       actions.
 *   <li>Stop a registration when its work is over, and before the context is closed.
 *   <li>Use values for data that belongs to the request and crosses APIs, not for parameters. Keep keys in private
 *       {@code static final} fields.
 *   <li>Throw what {@link dev.curfew.Context#throwIfDone()} throws, never the shared exceptions.
 * </ol>
 *
 * <h2>What operations cost on the lock-free core</h2>
 *
 * Bytes are those with compressed class pointers and references. Times depend on the machine: {@code make bench}
 * measures them, and those of the alternatives.
 *
 * <table class="striped">
 *   <caption>Cost of the operations</caption>
 *   <thead>
 *     <tr><th scope="col">operation</th><th scope="col">shared memory</th><th scope="col">allocates</th>
 *         <th scope="col">progress</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr><th scope="row">isDone, err, cause</th><td>1 read, and a class check</td><td>0</td><td>wait-free</td></tr>
 *     <tr><th scope="row">isDone of a withValue context</th><td>up to 9 more reads; two for each binding above in the
 *         call that makes an index</td><td>0; an index of 32 B when a call first passes 8 bindings</td><td>wait-free</td></tr>
 *     <tr><th scope="row">withCancel</th><td>1 CAS</td><td>40 B</td><td>lock-free</td></tr>
 *     <tr><th scope="row">cancel of a leaf</th><td>2 CAS, whatever the order of ends; up to 7 siblings are read if it
 *         is not the newest of at most 8</td><td>0</td><td>lock-free</td></tr>
 *     <tr><th scope="row">cancel of a tree</th><td>1 CAS per descendant</td><td>64 B in all, 24 B for each context with
 *         something below, 24 B more with a cause; 64 B if a single action is all that is
 *         below</td><td>lock-free</td></tr>
 *     <tr><th scope="row">withTimeout, withDeadline</th><td>2 CAS, 2 reads, a reading of the clock</td><td>96 B; 40 B
 *         if the parent's deadline is earlier</td><td>lock-free; a wake-up of the wheel thread if it sleeps past the
 *         deadline</td></tr>
 *     <tr><th scope="row">cancel before the deadline</th><td>2 CAS more than without a deadline, or 1 if a later
 *         deadline was set meanwhile</td><td>0</td><td>lock-free; a wake-up of the wheel thread if it is in a long
 *         sleep</td></tr>
 *     <tr><th scope="row">withValue</th><td>none</td><td>24 B</td><td>wait-free</td></tr>
 *     <tr><th scope="row">value, hit or miss, d bindings</th><td>up to 8 bindings are passed, then a probe; from 104
 *         bindings on at most a probe per digit of d/8 to the base 4</td><td>0; an index of 48 + 8 d B, for up to 103
 *         bindings, when a call first passes 8 of them</td><td>wait-free</td></tr>
 *     <tr><th scope="row">onDone, stop</th><td>1 CAS, 2 CAS; a reading of the clock more if many actions are registered
 *         or threads collide</td><td>32 B; 40 B in that case; 32 B more with an executor</td><td>lock-free</td></tr>
 *     <tr><th scope="row">await</th><td>1 CAS and a park</td><td>56 B</td><td>blocking</td></tr>
 *   </tbody>
 * </table>
 *
 * A context gets a table of slots when more than 8 contexts, actions and waiters below it are alive at once, when a
 * thousand contexts were derived from it, or when threads collide on it. A table takes 280 bytes, 224 more for each
 * further processor whose threads collide there, and 5 to 8 bytes for each child of the largest number alive at once
 * beyond the first 16. Beyond these 16, a cancel or stop that is the first to free a slot in one of the table's blocks
 * of 64 may allocate 24 bytes.
 *
 * <h2>What is kept</h2>
 *
 * A live parent keeps no ended child: once the calls that end have returned, it reaches none of the children that they
 * ended. That holds for any order of ends and any number of threads, and while other children live on. It also holds
 * for stopped actions and for waiters that left. An ended child or a stopped {@link dev.curfew.Registration} that you
 * keep refers to no ended sibling. The mutex core does the same; it keeps room for the largest number of children that
 * were alive at once until none is alive.
 *
 * <h2>Memory effects</h2>
 *
 * What a thread did before the call that ended a context happens-before any {@code isDone()} that returns true, any
 * {@code err()} or {@code cause()} that is not null, and any action or wake-up which that end causes. Contexts are safe
 * to publish through a data race.
 */
@NullMarked
package dev.curfew;

import org.jspecify.annotations.NullMarked;
