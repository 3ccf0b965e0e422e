/**
 * A hierarchical timing wheel that is useful without contexts: {@link dev.curfew.wheel.TimingWheel}.
 *
 * <p>Many threads schedule and cancel timeouts, lock-free. One thread, the wheel thread, runs what is due. A thread of
 * yours runs the wheel as any {@link org.agrona.concurrent.Agent}.
 */
@NullMarked
package dev.curfew.wheel;

import org.jspecify.annotations.NullMarked;
