package dev.curfew.internal;

/**
 * Classes that are used late. A class that is loaded in the middle of an end may find no memory, no descriptor or no room
 * on the stack, and the JVM repeats such a failure for good. So a runtime loads them when it is made.
 */
public final class Classes {

    private Classes() {}

    /** Loads and initializes the classes. */
    public static void initialize(Class<?>... classes) {
        for (Class<?> type : classes) {
            try {
                Class.forName(type.getName(), true, type.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }
    }
}
