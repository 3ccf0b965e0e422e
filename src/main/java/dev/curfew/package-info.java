/**
 * Go's {@code context} for Java, for people who count nanoseconds. {@link dev.curfew.Context} is where to begin.
 *
 * <h2>Rules of use</h2>
 *
 * <ol>
 *   <li>Pass the context as the first parameter, named {@code context}; do not keep it in a field that outlives the
 *       request, and never pass null: pass {@link dev.curfew.Context#todo()}.
 *   <li>Close every {@link dev.curfew.CancelContext} when its work is over, best with try-with-resources, also after success.
 *   <li>Poll {@link dev.curfew.Context#isDone()} where work can be cut; register an action where it must be cut from
 *       outside. Several polls of one {@code withValue} context are cheaper on its {@link dev.curfew.Context#done()}.
 *   <li>Actions without an executor run on the thread that ends the context, which may be the runtime's own: keep them
 *       to a flag, a hand-over or an unpark. One that blocks keeps others from being told.
 *   <li>Stop a registration when the work it was for is over.
 *   <li>Values are for what belongs to the request and crosses APIs, not for parameters. Keep keys in private
 *       {@code static final} fields.
 *   <li>Throw what {@link dev.curfew.Context#throwIfDone()} throws, never the shared exceptions.
 * </ol>
 *
 * <h2>What operations cost on the lock-free core</h2>
 *
 * Bytes are with compressed class pointers and references; times depend on the machine: {@code make bench} measures them
 * against the alternatives.
 *
 * <table class="striped">
 *   <caption>Cost of the operations</caption>
 *   <thead>
 *     <tr><th scope="col">operation</th><th scope="col">shared memory</th><th scope="col">allocates</th>
 *         <th scope="col">progress</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr><th scope="row">isDone, err, cause</th><td>1 read, and a class check</td><td>0</td><td>wait-free</td></tr>
 *     <tr><th scope="row">isDone of a withValue context</th><td>up to 3 more reads</td><td>0</td><td>wait-free</td></tr>
 *     <tr><th scope="row">withCancel</th><td>1 CAS</td><td>40 B</td><td>lock-free</td></tr>
 *     <tr><th scope="row">cancel of a leaf</th><td>2 CAS, in any order; up to 7 siblings read where it is not the newest of at
 *         most 8</td><td>0</td><td>lock-free</td></tr>
 *     <tr><th scope="row">cancel of a tree</th><td>1 CAS per descendant</td><td>64 B in all, 24 B for each context with
 *         something below, 24 B more with a cause; 64 B if a single action is all that is below</td><td>lock-free</td></tr>
 *     <tr><th scope="row">withTimeout, withDeadline</th><td>2 CAS, 2 reads, a reading of the clock</td><td>96 B; 40 B where
 *         the parent's deadline is earlier</td><td>lock-free; a wake-up of the wheel's owner where it sleeps past the
 *         deadline</td></tr>
 *     <tr><th scope="row">cancel before the deadline</th><td>2 CAS more than without; 1 where a later deadline was set meanwhile</td>
 *         <td>0</td><td>lock-free; a wake-up of the owner where it sleeps for long</td></tr>
 *     <tr><th scope="row">withValue</th><td>a few reads, amortised</td><td>24 B, every second 16 B and an index more: 81 B amortised at depth 100</td><td>wait-free</td></tr>
 *     <tr><th scope="row">value, hit or miss, d bindings</th><td>a read and a probe; from 18 on at most a probe per digit of d/2 to the base 4</td><td>0</td>
 *         <td>wait-free</td></tr>
 *     <tr><th scope="row">onDone, stop</th><td>1 CAS, 2 CAS; where many actions are registered or threads collide, a
 *         reading of the clock more</td><td>32 B; 40 B then</td><td>lock-free</td></tr>
 *     <tr><th scope="row">await</th><td>1 CAS and a park</td><td>56 B</td><td>blocking</td></tr>
 *   </tbody>
 * </table>
 *
 * A context below which more than 8 contexts, actions and waiters are alive at once, from which a thousand contexts were
 * derived, or on which threads collide, has a table of slots: 280 bytes, 224 more for each further processor whose threads
 * collide there, and 5 to 8 bytes for each child of the largest number alive at once beyond the first 16.
 * Beyond those, a cancel or stop that is the first to free a slot in one of the table's blocks of 64 may allocate 24 bytes.
 *
 * <h2>What is kept</h2>
 *
 * A live parent lets go of an ended child exactly: once the calls that end have returned, it reaches none of the ended, in
 * whatever order they end, on however many threads, also while others live on. The same holds for stopped actions and for
 * waiters that left. An ended child or a stopped {@link dev.curfew.Registration} that is kept holds no ended sibling.
 * The mutex core does the same; it keeps the room for the largest number alive at once until none is.
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
