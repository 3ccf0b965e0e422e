/**
 * What the cores share: the two interfaces that {@link dev.curfew.ContextRuntime} uses of a core
 * ({@link dev.curfew.internal.ContextCore} and {@link dev.curfew.internal.DeadlineService}), options, the running of
 * callbacks, the text of contexts. Not exported.
 */
@NullMarked
package dev.curfew.internal;

import org.jspecify.annotations.NullMarked;
