package dev.curfew.examples.gateway.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProofTest {

    private static final Census START = census("""
            {"dev.curfew.lockfree.CancelNode":1, "dev.curfew.mutex.DeadlineContext$$Lambda$17/0x00000008010a":1}""");

    @Test
    void nothingIsLeftOfWhatTheAskingConnectionHasEachTime() {
        Proof proof = new Proof(START, START, START, 0);
        assertEquals(Map.of(), proof.left());
        assertEquals(new Proof.Count(1, 1, 0), proof.count(Remains.CONTEXTS));
        assertEquals(new Proof.Count(1, 1, 0), proof.count(Remains.TIMERS));
    }

    @Test
    void aContextOfTheWarmUpThatStaysIsLeft() {
        Census more = census("""
                {"dev.curfew.lockfree.CancelNode":2, "dev.curfew.lockfree.DeadlineNode":1}""");
        Proof proof = new Proof(START, more, more, 0);
        assertEquals(Map.of("lockfree.CancelNode", 1L, "lockfree.DeadlineNode", 1L), proof.left());
        assertEquals(new Proof.Count(1, 3, 2), proof.count(Remains.CONTEXTS));
    }

    @Test
    void whatAProcessHasOneOfMayComeWithTheWarmUpButNotLater() {
        Census warm = census("""
                {"dev.curfew.wheel.internal.WheelThread":1}""");
        Census end = census("""
                {"dev.curfew.wheel.internal.WheelThread":1, "dev.curfew.examples.gateway.Session":1}""");
        assertEquals(Map.of(), new Proof(START, warm, warm, 0).left());
        assertEquals(Map.of("examples.gateway.Session", 1L), new Proof(START, warm, end, 0).left());
    }

    @Test
    void fewerOfOneClassHideNoMoreOfAnother() {
        Census end = census("""
                {"dev.curfew.lockfree.ValueContext":1}""");
        assertEquals(Map.of("lockfree.ValueContext", 1L), new Proof(START, START, end, 0).left());
        assertEquals(new Proof.Count(1, 1, 1), new Proof(START, START, end, 0).count(Remains.CONTEXTS));
    }

    private static Census census(String json) {
        return Census.of(JsonParser.parseString(json).getAsJsonObject());
    }
}
