package dev.curfew.kit;

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
import java.util.function.ToLongFunction;
import org.openjdk.jol.vm.VM;
import org.openjdk.jol.vm.VirtualMachine;

/** What an object retains, in sizes by JOL. The walk stops at threads, classes and class loaders. */
public final class Graph {

    private final VirtualMachine vm = VM.current();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Object> unvisited = new ArrayDeque<>();
    private final Map<Class<?>, List<Long>> references = new HashMap<>();

    private Graph() {}

    /** Bytes of all objects reachable from the first, less what is reachable from the second. */
    public static long bytes(Object root, Object without) {
        Graph graph = new Graph();
        graph.walk(without, graph.vm::sizeOf);
        return graph.walk(root, graph.vm::sizeOf);
    }

    /** All objects reachable from these, as far as the walk leads. */
    public static Set<Object> reachable(Iterable<?> roots) {
        Graph graph = new Graph();
        roots.forEach(root -> graph.walk(root, object -> 0));
        return graph.seen;
    }

    private long walk(Object root, ToLongFunction<Object> size) {
        long bytes = 0;
        meet(root);
        for (Object object = unvisited.poll(); object != null; object = unvisited.poll()) {
            bytes += size.applyAsLong(object);
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

    /** Offsets of the fields that hold references. Lambdas and records hide theirs. */
    private List<Long> referencesOf(Class<?> type) {
        List<Long> offsets = new ArrayList<>();
        for (Class<?> c = type; c != null && !c.isHidden() && !c.isRecord(); c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    offsets.add(vm.fieldOffset(field));
                }
            }
        }
        return offsets;
    }
}
