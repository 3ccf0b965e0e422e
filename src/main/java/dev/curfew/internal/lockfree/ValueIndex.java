package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;
import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.Key;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The anchor of a binding, and a hash table of this binding and of bindings above it: 32 bytes, and the table. It hangs
 * between the binding and its parent. A walk that has passed {@link ValueContext#RUN} bindings and meets another one
 * makes it; the first lookup that gets here makes the table.
 *
 * <p>Count the bindings of a chain from the topmost one, or from a foreign context. The number of a binding decides what
 * its table covers. If the number is at most {@value #ALL_COVERED}, the table covers all bindings above. For a higher
 * number, write the quotient of it and {@code RUN} in base 4: the table covers as many runs of {@code RUN} bindings as
 * the lowest digit that is not 0 stands for, with its place value. For example, the quotient of 224 is 28, which is 130
 * in base 4: the table covers 12 runs. So each index that a lookup meets takes a digit away. This is the logarithmic
 * method (Bentley and Saxe, "Decomposable searching problems I", 1980).
 *
 * <p>The index belongs to the nearest binding above the first cancel context on the way, so that all that is derived from
 * this context shares it. Without a cancel context it belongs to the nearest binding, above {@link #ALL_COVERED} to the
 * nearest multiple of {@code RUN}, so that the lookups of a chain share it.
 *
 * <ul>
 *   <li>Z1: Tables that several threads make of one binding at once are equal, and any of them may stay. A table refers
 *       to nothing that its binding does not reach.
 *   <li>Z2: A lookup sees no table or a whole one. The table is stored with release when it is filled, and read with
 *       acquire.
 *   <li>Z3: Walks end also if there is no memory or stack for an index or a table. Then nothing is made.
 * </ul>
 *
 * <p>The table has open addressing and is half full at most. For a key that is bound twice it has the nearer binding.
 */
final class ValueIndex {

    /** Up to this number a table covers everything above. Copies are few there, and most chains are no longer. */
    static final int ALL_COVERED = 13 * ValueContext.RUN - 1;

    private static final VarHandle TABLE =
            fieldVarHandle(lookup(), "table", VarHandle.class, ValueIndex.class, ValueContext[].class);

    /** The parent of the binding. */
    final Context parent;

    final Context anchor;
    /** Of the binding, from 1. */
    private final int number;
    /** What is above the bindings that the table covers. Written before the table; several threads write the same. */
    private @Nullable Context beyond;

    @SuppressWarnings("UnusedVariable") // Accessed through TABLE only.
    private @Nullable ValueContext @Nullable [] table;

    private ValueIndex(Context parent, Context anchor, int number) {
        this.parent = parent;
        this.anchor = anchor;
        this.number = number;
    }

    /**
     * Gives an index to a binding, at most {@link ValueContext#RUN} - 1 bindings above the nearest. Returns false if there
     * is no room for it.
     *
     * @param nearest the first of at least {@code RUN} bindings without an index
     */
    static boolean tryMake(ValueContext nearest) {
        try {
            int number = numberOf(nearest);
            int below = belowCancelContext(nearest);
            int skipped = below > 0 || number <= ALL_COVERED ? below : number % ValueContext.RUN;
            ValueContext binding = nearest;
            for (int i = 0; i < skipped; i++) {
                binding = (ValueContext) requireNonNull(binding.source());
            }
            binding.setIndex(new ValueIndex(binding.parent(), binding.walkToAnchor(), number - skipped));
            return true;
        } catch (VirtualMachineError e) {
            return false; // Z3
        }
    }

    /**
     * The number of bindings below the nearest cancel context, so that all that is derived from this context shares one
     * index; 0 if there is no cancel context within {@code RUN} bindings.
     */
    private static int belowCancelContext(ValueContext nearest) {
        ValueContext binding = nearest;
        for (int passed = 1; passed < ValueContext.RUN; passed++) {
            if (!(binding.parent() instanceof ValueContext next)) {
                return passed;
            }
            binding = next;
        }
        return 0;
    }

    private static int numberOf(ValueContext nearest) {
        int passed = 0;
        Context at = nearest;
        while (at instanceof ValueContext binding) {
            ValueIndex index = binding.index();
            if (index != null) {
                return passed + index.number;
            }
            passed++;
            at = binding.source();
        }
        return passed;
    }

    /** The table, made now if there is none; null if there is no room for it. */
    @Nullable
    ValueContext @Nullable [] table(ValueContext binding) {
        @Nullable ValueContext @Nullable [] made = tableAcquire();
        return made != null ? made : tryMakeTable(binding);
    }

    @Nullable
    ValueContext @Nullable [] tableAcquire() {
        return (@Nullable ValueContext @Nullable []) TABLE.getAcquire(this);
    }

    private @Nullable ValueContext @Nullable [] tryMakeTable(ValueContext nearest) {
        try {
            int covered = covered();
            @Nullable ValueContext[] made = new @Nullable ValueContext[2 * covered];
            Context at = nearest;
            for (; covered > 0; covered--) {
                // The number counts the bindings above, so there are as many as the table covers.
                ValueContext binding = (ValueContext) requireNonNull(at);
                int slot = slotOf(made, binding.key);
                if (made[slot] == null) {
                    made[slot] = binding;
                }
                at = binding.source();
            }
            beyond = at;
            TABLE.setRelease(this, made); // Z2
            return made;
        } catch (VirtualMachineError e) {
            return null; // Z3
        }
    }

    /** How many bindings the table covers. */
    int covered() {
        return number <= ALL_COVERED ? number : ValueContext.RUN * lowestDigit(number / ValueContext.RUN);
    }

    /** The nearest binding of a key that a table covers, or null. */
    static @Nullable ValueContext find(@Nullable ValueContext[] table, Key<?> key) {
        return table[slotOf(table, key)];
    }

    /** What is above the bindings that the table covers; called after {@link #table} has returned it. */
    @Nullable
    Context beyond() {
        return beyond;
    }

    /** The lowest digit of {@code n} in base 4 that is not 0, with its place value: 0x30 of 0x1234_4730. */
    private static int lowestDigit(int n) {
        int shift = Integer.numberOfTrailingZeros(n) & ~1;
        return n & (3 << shift);
    }

    /** The index of the key's binding, or the free index where it belongs. Linear probing. */
    private static int slotOf(@Nullable ValueContext[] table, Key<?> key) {
        // The hash as a fraction of 2^32, times the length (Lemire, "Fast random integer generation in an interval",
        // 2019).
        int slot = (int) (((key.hashCode() & 0xffff_ffffL) * table.length) >>> Integer.SIZE);
        while (true) {
            ValueContext binding = table[slot];
            if (binding == null || binding.key == key) {
                return slot;
            }
            slot++;
            if (slot == table.length) {
                slot = 0;
            }
        }
    }
}
