package dev.curfew.grpc.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.curfew.contract.Contract;
import dev.curfew.grpc.Transport;
import dev.curfew.kit.EveryCore;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of calls, as grpc's own tests have it, over each transport: what client and server see of a call is the
 * same with the interceptors as without, as long as the contexts live.
 */
@EveryCore
class ScenariosTest extends Contract {

    private static final String NOTHING = "client []\n[]\nserver []\n[]";

    static Stream<Arguments> scenarios() {
        return Stream.of(Transport.values())
                .flatMap(transport -> Scenario.all().stream().map(scenario -> Arguments.of(transport, scenario)));
    }

    @ParameterizedTest(name = "{1}, {0}")
    @MethodSource("scenarios")
    void theInterceptorsChangeNothing(Transport transport, Scenario scenario) {
        String without = trace(transport, Wrapping.NONE, scenario);
        assertNotEquals(NOTHING, without, scenario::words);
        for (Wrapping wrapping : List.of(Wrapping.ONCE, Wrapping.TIMED, Wrapping.TWICE)) {
            assertEquals(
                    without,
                    trace(transport, wrapping, scenario),
                    () -> scenario.words() + ", " + transport + ", " + wrapping);
        }
    }

    private String trace(Transport transport, Wrapping wrapping, Scenario scenario) {
        try (Play play = new Play(transport, wrapping, root)) {
            scenario.steps().accept(play);
            play.settle();
            return play.trace();
        }
    }

    @Test
    void noScenarioIsThereTwice() {
        List<Scenario> all = Scenario.all();
        assertEquals(all.size(), all.stream().map(Scenario::words).distinct().count());
    }
}
