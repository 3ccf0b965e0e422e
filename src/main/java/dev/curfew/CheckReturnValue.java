package dev.curfew;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method whose result the caller needs. Error Prone knows this annotation by its simple name, so neither the
 * library nor its users depend on an annotation of Error Prone.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
@interface CheckReturnValue {}
