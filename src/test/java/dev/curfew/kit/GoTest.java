package dev.curfew.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the tests of Go's package {@code context} whose counterpart a test is: {@code "TestDeadline"}, for one of the
 * cases of {@code TestCause} {@code "TestCause/WithCancel"}, for an example {@code "ExampleWithValue"}, and
 * {@code "source: …"} for what Go's source does without a test. {@code CoverageTest} finds what is missing.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface GoTest {
    String[] value();
}
