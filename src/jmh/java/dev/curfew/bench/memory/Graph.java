package dev.curfew.bench.memory;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jol.vm.VM;
import org.openjdk.jol.vm.VirtualMachine;

/**
 * What is reachable, in sizes by JOL. {@code GraphLayout} of JOL does not stop at a thread. Through the thread of a
 * timer it reaches most of the JVM, and then what other code does meanwhile is in the difference of two walks.
 */
final class Graph {

    /** JOL instruments its own JVM, does not start another to look into this one, and reads lambdas and records. */
    static final List<String> JVM_ARGS = List.of(
            "-XX:+EnableDynamicAgentLoading",
            "-Djdk.attach.allowAttachSelf=true",
            "-Djol.skipHotspotSAAttach=true",
            "-Djol.magicFieldOffset=true");

    private final VirtualMachine vm = VM.current();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Object> unvisited = new ArrayDeque<>();
    private final Map<Class<?>, List<Long>> references = new HashMap<>();

    private Graph() {}

    /**
     * Bytes of all objects reachable from these, less threads, classes and their loaders, and what only those reach.
     */
    static long bytes(Object... roots) {
        Graph graph = new Graph();
        for (Object root : roots) {
            graph.meet(root);
        }
        return graph.walk();
    }

    private long walk() {
        long bytes = 0;
        for (Object object = unvisited.poll(); object != null; object = unvisited.poll()) {
            bytes += vm.sizeOf(object);
            if (object instanceof Object[] array) {
                for (Object element : array) {
                    meet(element);
                }
            } else {
                for (long offset : references.computeIfAbsent(object.getClass(), this::referencesOf)) {
                    meet(vm.getObject(object, offset));
                }
            }
        }
        return bytes;
    }

    private void meet(Object object) {
        boolean counts = object != null
                && !(object instanceof Thread || object instanceof ThreadGroup)
                && !(object instanceof Class || object instanceof ClassLoader);
        if (counts && seen.add(object)) {
            unvisited.add(object);
        }
    }

    /** Offsets of the fields that hold references. */
    private List<Long> referencesOf(Class<?> type) {
        List<Long> offsets = new ArrayList<>();
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    offsets.add(vm.fieldOffset(field));
                }
            }
        }
        return offsets;
    }
}
