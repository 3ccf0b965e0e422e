/** The lock-free core. Not exported. */
@NullMarked
package dev.curfew.lockfree;

import org.jspecify.annotations.NullMarked;
