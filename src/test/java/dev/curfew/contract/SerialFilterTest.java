package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.Context;
import dev.curfew.kit.ChildJvm;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shared exceptions are made by reading serial data, which a process may forbid. */
class SerialFilterTest {

    /** Says what the constants are. */
    static final class Constants {

        private Constants() {}

        public static void main(String[] arguments) {
            Context context = Context.background().withTimeoutNanos(0);
            context.err().addSuppressed(new Exception());
            System.out.println(context.err() == Context.DEADLINE_EXCEEDED);
            System.out.println(context.err().getSuppressed().length);
            System.out.println(context.err().getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Dcurfew.core=lock-free", "-Djdk.serialFilter=maxbytes=1000000"})
    void theConstantsKeepNothing(String option) throws Exception {
        assertEquals(
                List.of("true", "0", "context deadline exceeded"),
                ChildJvm.run(Constants.class, List.of(option)).outLines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Djdk.serialFilter=!*", "-Djdk.serialFilter=!dev.curfew.*"})
    void aFilterBreaksNothing(String option) throws Exception {
        ChildJvm.Result result = ChildJvm.run(Constants.class, List.of(option));
        assertEquals(List.of("true", "1", "context deadline exceeded"), result.outLines(), result.err());
    }
}
