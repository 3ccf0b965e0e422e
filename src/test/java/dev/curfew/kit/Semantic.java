package dev.curfew.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Numbers the semantics that a test, or every test of a class, holds a core to. {@code CoverageTest} lists them and finds
 * what is missing.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Semantic {
    int[] value();
}
