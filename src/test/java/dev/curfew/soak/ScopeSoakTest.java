package dev.curfew.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.kit.Seeds;
import dev.curfew.kit.Semantic;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scopes are reused at full speed, and compared with a model: {@link ScopeSoak}. Some seconds in {@code make test}; longer by
 * {@code make soak-scopes MINUTES=n SEED=s KIND=k}, which prints rates.
 */
class ScopeSoakTest {

    private static final Long LONG = Long.getLong("soak.seconds");
    private static final long SECONDS = LONG == null ? 3 : LONG;

    /** All, or the one that is asked for. */
    static Stream<ScopeWheel.Kind> kinds() {
        String only = System.getProperty("soak.kind");
        return only == null ? Stream.of(ScopeWheel.Kind.values()) : Stream.of(ScopeWheel.Kind.valueOf(only));
    }

    @ParameterizedTest
    @MethodSource("kinds")
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
