package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Context;
import dev.curfew.Key;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Race: the first lookups of a context with many values, which make its index, against each other. Guards Z1, Z2 and
 * Z4: both threads find the value, whoever's index and table stay. The broken variant is
 * {@link dev.curfew.internal.lockfree.broken.PublishBeforeFill}.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both found it")
@Outcome(expect = FORBIDDEN, desc = "a lookup missed a value")
@State
public class LookUpVersusLookUp {

    /** The table covers the nearest two runs, so the lookups go on above it. */
    private static final int BINDINGS = 14 * ValueContext.RUN;

    private static final List<Key<String>> KEYS = new ArrayList<>();

    static {
        for (int i = 0; i < BINDINGS; i++) {
            KEYS.add(Key.of("key"));
        }
    }

    private final Context context;

    public LookUpVersusLookUp() {
        Context bound = Races.live();
        for (Key<String> key : KEYS) {
            bound = Races.CORE.withValue(bound, key, "value");
        }
        context = bound;
    }

    @Actor
    public void first(ZZ_Result r) {
        r.r1 = "value".equals(context.value(KEYS.get(0)));
    }

    @Actor
    public void second(ZZ_Result r) {
        r.r2 = "value".equals(context.value(KEYS.get(1)));
    }
}
