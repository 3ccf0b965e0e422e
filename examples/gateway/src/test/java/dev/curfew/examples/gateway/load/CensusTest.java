package dev.curfew.examples.gateway.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CensusTest {

    /** A class that is renamed would else be looked for under its old name, and never be found left. */
    @ParameterizedTest
    @MethodSource("names")
    void whatIsLookedForExists(String name) throws ClassNotFoundException {
        String className = "dev.curfew." + name.replace(" lambda", "");
        assertEquals(
                className,
                Class.forName(className, false, getClass().getClassLoader()).getName());
    }

    static Stream<String> names() {
        return Stream.of(
                        Arrays.stream(Remains.values()).flatMap(kind -> kind.classes.stream()),
                        Census.ALONE.keySet().stream(),
                        Proof.ONCE.keySet().stream())
                .flatMap(names -> names);
    }

    @Test
    void itIsQuietWhenOnlyTheOneWhoAsksIsConnected() {
        assertTrue(new Census(new TreeMap<>(Census.ALONE)).isQuiet());
    }

    @Test
    void itIsNotQuietWithAnySessionOrSearchMore() {
        for (String name : Census.ALONE.keySet()) {
            Census more = new Census(new TreeMap<>(Census.ALONE));
            more.instances().merge(name, 1L, Long::sum);
            assertFalse(more.isQuiet(), name);
        }
    }

    @Test
    void whatTheGatewayDoesNotCountIsNoNought() {
        assertThrows(DemoFailure.class, () -> new Census(new TreeMap<>()).isQuiet());
    }
}
