package dev.curfew.examples.gateway.load;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProofTest {

    private static final Census START = census("""
            {"dev.curfew.internal.lockfree.CancelNode":1, "dev.curfew.internal.mutex.TimedContext$$Lambda$17/0x00000008010a":1}""");

    @Test
    void nothingIsLeftOfWhatTheAskingConnectionHasEachTime() {
        Proof proof = new Proof(START, START);
        assertEquals(Map.of(), proof.left());
        assertEquals(new Proof.Count(1, 1, 0), proof.count(Remains.CONTEXTS));
        assertEquals(new Proof.Count(1, 1, 0), proof.count(Remains.TIMERS));
    }

    @Test
    void aContextThatStaysIsLeft() {
        Census more = census("""
                {"dev.curfew.internal.lockfree.CancelNode":1, "dev.curfew.internal.lockfree.DeadlineNode":2}""");
        Proof proof = new Proof(START, more);
        assertEquals(Map.of("internal.lockfree.DeadlineNode", 2L), proof.left());
        assertEquals(new Proof.Count(1, 3, 2), proof.count(Remains.CONTEXTS));
    }

    @Test
    void anEndedSessionThatStaysIsLeft() {
        Census one = census("""
                {"dev.curfew.internal.lockfree.CancelNode":2}""");
        assertEquals(Map.of("internal.lockfree.CancelNode", 1L), new Proof(START, one).left());
    }

    @Test
    void whatGoesALittleLaterIsNotLeft() {
        Census first = census("""
                {"dev.curfew.internal.lockfree.ActionLink":1, "dev.curfew.internal.wheel.TimerNode":1}""");
        Census second = census("""
                {"dev.curfew.internal.lockfree.ActionLink":2}""");
        assertEquals(Map.of("internal.lockfree.ActionLink", 1L), new Proof(START, first.least(second)).left());
    }

    @Test
    void theRootMayHaveOneTable() {
        Census once = census("""
                {"dev.curfew.internal.lockfree.Stripe":2, "dev.curfew.internal.lockfree.Block":3, "dev.curfew.internal.lockfree.SlotTable":1}""");
        assertEquals(Map.of(), new Proof(START, once).left());
        Census twice = census("""
                {"dev.curfew.internal.lockfree.SlotTable":2}""");
        assertEquals(Map.of("internal.lockfree.SlotTable", 2L), new Proof(START, twice).left());
    }

    @Test
    void whateverElseIsNewIsLeft() {
        Census end = census("""
                {"dev.curfew.examples.gateway.Session":1, "dev.curfew.NotYetWritten":1}""");
        assertEquals(Map.of("examples.gateway.Session", 1L, "NotYetWritten", 1L), new Proof(START, end).left());
    }

    @Test
    void fewerOfOneClassHideNoMoreOfAnother() {
        Census end = census("""
                {"dev.curfew.internal.lockfree.ValueContext":1}""");
        assertEquals(Map.of("internal.lockfree.ValueContext", 1L), new Proof(START, end).left());
        assertEquals(new Proof.Count(1, 1, 1), new Proof(START, end).count(Remains.CONTEXTS));
    }

    private static Census census(String json) {
        return Census.of(JsonParser.parseString(json).getAsJsonObject());
    }

    /** A name that no class has any more excuses nothing, and what it stood for is not proven. */
    @Test
    void eachNameIsThatOfAClass() {
        Stream.concat(Proof.ONCE.keySet().stream(), Stream.of(Remains.values()).flatMap(kind -> kind.classes.stream()))
                .map(name -> "dev.curfew." + name.replace(" lambda", ""))
                .forEach(name -> assertDoesNotThrow(
                        () -> Class.forName(name, false, getClass().getClassLoader()), name));
    }
}
