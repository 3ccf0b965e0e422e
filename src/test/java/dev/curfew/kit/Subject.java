package dev.curfew.kit;

import dev.curfew.ContextRuntime.Core;
import java.util.Arrays;
import java.util.stream.Stream;

/** What a contract test runs against: a core, and what stands between the contexts under test. */
public record Subject(Core core, Shape shape) {

    /** Every core alone. */
    public static Stream<Subject> cores() {
        return Arrays.stream(Core.values()).map(core -> new Subject(core, Shape.NONE));
    }

    /** Every core, alone and through every foreign shape. */
    public static Stream<Subject> shapes() {
        return Arrays.stream(Core.values())
                .flatMap(core -> Arrays.stream(Shape.values()).map(shape -> new Subject(core, shape)));
    }

    @Override
    public String toString() {
        return shape == Shape.NONE ? core.toString() : core + " through " + shape;
    }
}
