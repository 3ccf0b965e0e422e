package dev.curfew.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.kit.Seeds;
import dev.curfew.kit.Semantic;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Scopes are reused at full speed, and compared with a model: {@link ScopeSoak}. Some seconds in {@code make test}; longer by
 * {@code make soak-scopes MINUTES=n SEED=s}, which prints rates.
 */
class ScopeSoakTest {

    private static final Long LONG = Long.getLong("soak.seconds");
    private static final long SECONDS = LONG == null ? 3 : LONG;

    @ParameterizedTest
    @EnumSource
    @Semantic({32, 33})
    void nothingIsEarlyLostOrToldToTheWrongLife(ScopeWheel.Kind kind) {
        Seeds.forEach(1, seed -> {
            ScopeSoak soak = new ScopeSoak(seed);
            assertEquals("", soak.run(kind, SECONDS));
            if (LONG != null) {
                System.out.println(kind + ": " + soak.rates());
            }
        });
    }
}
