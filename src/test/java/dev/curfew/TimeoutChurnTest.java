package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.kit.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancelled deadlines pile up nowhere: if each kept but its 40 bytes, this heap would take a second of them. */
class TimeoutChurnTest {

    private static final long COUNT = 100_000_000;

    private static final List<String> OPTIONS = List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");

    @Test
    void aHundredMillionTimeoutsPassThroughASmallHeap() throws Exception {
        ChildJvm.Result result = ChildJvm.run(TimeoutChurn.class, OPTIONS, "" + COUNT);
        assertEquals(List.of("done " + COUNT), result.outLines(), result.err());
        assertEquals(0, result.exitCode());
    }

    /** The threads that cancel tidy up. */
    @Test
    void alsoWithoutAnOwner() throws Exception {
        ChildJvm.Result result = ChildJvm.run(TimeoutChurn.class, OPTIONS, "" + COUNT, "undriven");
        assertEquals(List.of("done " + COUNT), result.outLines(), result.err());
        assertEquals(0, result.exitCode());
    }
}
