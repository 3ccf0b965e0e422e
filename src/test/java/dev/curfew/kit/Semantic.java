package dev.curfew.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Numbers of {@code docs/contract.md} that a test, or every test of a class, holds a core to. {@code CoverageTest} fails if a
 * number has no test.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Semantic {
    int[] value();
}
