/**
 * A hierarchical timing wheel that is useful without contexts: {@link dev.curfew.wheel.TimingWheel}.
 *
 * <p>Many threads schedule and cancel, lock-free; one thread, the owner, fires. Where the owner is a thread of yours, run
 * the wheel as any {@link org.agrona.concurrent.Agent}.
 */
@NullMarked
package dev.curfew.wheel;

import org.jspecify.annotations.NullMarked;
