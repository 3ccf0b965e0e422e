/** The mutex core: a straightforward port of Go's {@code context.go}. Not exported. */
@NullMarked
package dev.curfew.mutex;

import org.jspecify.annotations.NullMarked;
