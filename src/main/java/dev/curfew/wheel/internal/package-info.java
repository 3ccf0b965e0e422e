/** The machinery of {@link dev.curfew.wheel.TimingWheel}, and what the lock-free core needs of it beyond. Not exported. */
@NullMarked
package dev.curfew.wheel.internal;

import org.jspecify.annotations.NullMarked;
