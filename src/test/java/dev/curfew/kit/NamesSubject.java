package dev.curfew.kit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Puts the core and the shape under test into the message of a failure: reports of Maven name neither. */
public final class NamesSubject implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

    /** A test that knows what it runs against. */
    public interface HasSubject {
        Subject subject();
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw named(context, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw named(context, failure);
    }

    private static Throwable named(ExtensionContext context, Throwable failure) {
        if (failure instanceof TestAbortedException) {
            return failure;
        }
        Subject subject = ((HasSubject) context.getRequiredTestInstance()).subject();
        AssertionError named = new AssertionError(subject + ": " + failure, failure);
        named.setStackTrace(failure.getStackTrace());
        return named;
    }
}
