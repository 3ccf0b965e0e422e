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
        Proof proof = new Proof(START, START, START);
        assertEquals(Map.of(), proof.left());
        assertEquals(new Proof.Count(1, 1, 0), proof.count(Remains.CONTEXTS));
        assertEquals(new Proof.Count(1, 1, 0), proof.count(Remains.TIMERS));
    }

    @Test
    void aContextOfTheWarmUpThatStaysIsLeft() {
        Census more = census("""
                {"dev.curfew.lockfree.CancelNode":1, "dev.curfew.lockfree.DeadlineNode":2}""");
        Proof proof = new Proof(START, more, more);
        assertEquals(Map.of("lockfree.DeadlineNode", 2L), proof.left());
        assertEquals(new Proof.Count(1, 3, 2), proof.count(Remains.CONTEXTS));
    }

    @Test
    void aFewEndedSessionsMayBeLinkedButNotMore() {
        Census few = census("""
                {"dev.curfew.lockfree.CancelNode":9, "dev.curfew.lockfree.Verdict":8}""");
        assertEquals(Map.of(), new Proof(START, START, few).left());
        assertEquals(8, new Proof(START, START, few).linked());
        Census many = census("""
                {"dev.curfew.lockfree.CancelNode":10}""");
        assertEquals(Map.of("lockfree.CancelNode", 9L), new Proof(START, START, many).left());
        assertEquals(0, new Proof(START, START, many).linked());
    }

    @Test
    void whatGoesALittleLaterIsNotLeft() {
        Census first = census("""
                {"dev.curfew.lockfree.ActionLink":1, "dev.curfew.wheel.internal.TimerNode":1}""");
        Census second = census("""
                {"dev.curfew.lockfree.ActionLink":2}""");
        assertEquals(Map.of("lockfree.ActionLink", 1L), new Proof(START, START, first.least(second)).left());
    }

    @Test
    void whatAProcessHasOneOfMayComeWithTheWarmUpButNotLater() {
        Census warm = census("""
                {"dev.curfew.wheel.internal.WheelThread":1}""");
        Census end = census("""
                {"dev.curfew.wheel.internal.WheelThread":1, "dev.curfew.examples.gateway.Session":1}""");
        assertEquals(Map.of(), new Proof(START, warm, warm).left());
        assertEquals(Map.of("examples.gateway.Session", 1L), new Proof(START, warm, end).left());
    }

    @Test
    void fewerOfOneClassHideNoMoreOfAnother() {
        Census end = census("""
                {"dev.curfew.lockfree.ValueContext":1}""");
        assertEquals(Map.of("lockfree.ValueContext", 1L), new Proof(START, START, end).left());
        assertEquals(new Proof.Count(1, 1, 1), new Proof(START, START, end).count(Remains.CONTEXTS));
    }

    private static Census census(String json) {
        return Census.of(JsonParser.parseString(json).getAsJsonObject());
    }
}
