package dev.curfew.examples.gateway.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SettingsTest {

    @Test
    void whatDriftsWithTimeHitsBothCoresAlike() {
        List<String> turns = settings(false).turns();
        assertEquals(sumOfPlaces(turns, Settings.LOCK_FREE), sumOfPlaces(turns, Settings.MUTEX));
    }

    @Test
    void eachCoreHasItsRounds() {
        for (boolean quick : new boolean[] {false, true}) {
            Settings settings = settings(quick);
            Settings.CORES.forEach(
                    core -> assertEquals(settings.rounds(), Collections.frequency(settings.turns(), core)));
        }
    }

    @Test
    void theCommandDoesTheSameAgain() {
        assertEquals(
                "make demo BACKENDS=local WHEEL=own RATE=1000 SECONDS=1 QUICK=1 JVM_ARGS=-Dcurfew.tick=65536",
                settings(true).command());
    }

    private static int sumOfPlaces(List<String> turns, String core) {
        int sum = 0;
        for (int i = 0; i < turns.size(); i++) {
            sum += turns.get(i).equals(core) ? i : 0;
        }
        return sum;
    }

    private static Settings settings(boolean quick) {
        return new Settings(Settings.Backends.LOCAL, Settings.Wheel.OWN, 1_000, 1, quick, Settings.DEFAULT_TICK);
    }
}
