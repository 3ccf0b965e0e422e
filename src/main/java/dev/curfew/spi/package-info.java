/** What {@link dev.curfew.ContextRuntime} asks of a core. Not exported. */
@NullMarked
package dev.curfew.spi;

import org.jspecify.annotations.NullMarked;
