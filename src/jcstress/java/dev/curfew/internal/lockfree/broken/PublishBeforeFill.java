package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * LookUpVersusLookUp with a table that is stored before it is filled (Z2): a lookup takes a binding for absent that is
 * not in the table yet. As in {@code ValueIndex}, but with a slot per key.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both found it")
@Outcome(expect = FORBIDDEN, desc = "a lookup missed a value")
@State
public class PublishBeforeFill {

    private static final boolean REPAIRED = Boolean.getBoolean("curfew.repaired");
    private static final int BINDINGS = 16;

    private final AtomicReference<String @Nullable []> table = new AtomicReference<>();

    private boolean finds(int key) {
        String[] made = table.get();
        return (made != null ? made : makeTable())[key] != null;
    }

    private String[] makeTable() {
        String[] made = new String[BINDINGS];
        if (!REPAIRED) {
            table.set(made);
        }
        for (int i = BINDINGS; i-- > 0; ) {
            made[i] = "value";
        }
        table.set(made);
        return made;
    }

    @Actor
    public void first(ZZ_Result r) {
        r.r1 = finds(0);
    }

    @Actor
    public void second(ZZ_Result r) {
        r.r2 = finds(1);
    }
}
