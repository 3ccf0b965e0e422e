package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.kit.ChildJvm;
import dev.curfew.kit.Javac;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What javac says of code that uses the library, with all lints as errors. */
class ConsumerLintTest {

    @TempDir
    private Path directory;

    private Javac.Result compile(String body) throws IOException {
        String source = """
                import dev.curfew.CancelContext;
                import dev.curfew.Context;
                import dev.curfew.Registration;

                class User {
                    static void use(Context parent, Runnable action) {
                        %s
                    }
                }
                """.formatted(body);
        List<String> options = List.of("-Werror", "-cp", Javac.path(ChildJvm.libraryClassPath()));
        return Javac.compile(directory.resolve("classes"), options, Javac.source(directory, "User", source));
    }

    private void assertCompiles(String body) throws IOException {
        Javac.Result result = compile(body);
        assertTrue(result.compiled(), result::said);
    }

    @Test
    void aContextIsAResource() throws IOException {
        assertCompiles("try (CancelContext context = parent.withCancel()) { context.onDone(action); }");
    }

    @Test
    void aRegistrationThatIsStoppedInItsBlockIsAResource() throws IOException {
        assertCompiles("try (Registration cut = parent.onDone(action)) { cut.stop(); }");
    }

    /** As any resource does that its block does not mention: so no document shows it. */
    @Test
    void aRegistrationThatItsBlockDoesNotMentionIsWarnedOf() throws IOException {
        Javac.Result result = compile("try (Registration cut = parent.onDone(action)) { action.run(); }");
        assertFalse(result.compiled());
        assertTrue(result.said().contains("[try]"), result::said);
        assertTrue(result.said().contains("never referenced"), result::said);
    }
}
