/** The lock-free core. Not exported. */
@NullMarked
package dev.curfew.internal.lockfree;

import org.jspecify.annotations.NullMarked;
