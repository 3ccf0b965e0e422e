package dev.curfew.bench.jmh;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How the report shows the rows of a benchmark. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Shown {

    String title();

    /** What a reader has to know to compare the alternatives. */
    String note() default "";
}
