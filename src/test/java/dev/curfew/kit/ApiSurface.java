package dev.curfew.kit;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The public and protected members of the exported packages as text, the same on every JDK. */
public final class ApiSurface {

    private ApiSurface() {}

    public static String render() throws ClassNotFoundException {
        Set<String> exported = exportedPackages();
        StringBuilder surface = new StringBuilder();
        for (String name : ChildJvm.libraryClasses()) {
            if (exported.contains(name.substring(0, name.lastIndexOf('.')))) {
                Class<?> type = Class.forName(name, false, ApiSurface.class.getClassLoader());
                if (isVisible(type)) {
                    render(type, surface);
                }
            }
        }
        return surface.toString();
    }

    private static Set<String> exportedPackages() {
        ModuleDescriptor library = ModuleFinder.of(ChildJvm.libraryLocation()).findAll().stream()
                .map(reference -> reference.descriptor())
                .findFirst()
                .orElseThrow();
        return library.exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }

    private static boolean isVisible(Class<?> type) {
        Class<?> enclosing = type.getEnclosingClass();
        return isVisible(type.getModifiers())
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && (enclosing == null || isVisible(enclosing));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void render(Class<?> type, StringBuilder surface) {
        if (!surface.isEmpty()) {
            surface.append('\n');
        }
        surface.append(header(type)).append('\n');
        List<String> members = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            add(field, members, ApiSurface::field);
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            add(constructor, members, ApiSurface::constructor);
        }
        for (Method method : type.getDeclaredMethods()) {
            add(method, members, ApiSurface::method);
        }
        members.stream()
                .sorted()
                .forEach(member -> surface.append("    ").append(member).append('\n'));
    }

    private static <M extends Member> void add(M member, List<String> to, Function<M, String> text) {
        if (isVisible(member.getModifiers()) && !member.isSynthetic()) {
            to.add(text.apply(member));
        }
    }

    private static String header(Class<?> type) {
        StringBuilder header = new StringBuilder(modifiers(type.getModifiers(), type.isInterface()));
        if (type.isSealed()) {
            header.append("sealed ");
        }
        header.append(
                type.isInterface() ? "interface " : type.isEnum() ? "enum " : type.isRecord() ? "record " : "class ");
        header.append(type.getName()).append(typeParameters(type.getTypeParameters()));
        Class<?> superclass = type.getSuperclass();
        if (superclass != null && superclass != Object.class && !type.isEnum()) {
            header.append(" extends ").append(type.getGenericSuperclass().getTypeName());
        }
        header.append(list(type.isInterface() ? " extends " : " implements ", type.getGenericInterfaces()));
        if (type.isSealed()) {
            header.append(list(" permits ", type.getPermittedSubclasses()));
        }
        return header.toString();
    }

    private static String list(String before, Type[] types) {
        return types.length == 0
                ? ""
                : Arrays.stream(types).map(Type::getTypeName).sorted().collect(Collectors.joining(", ", before, ""));
    }

    private static String field(Field field) {
        return modifiers(field.getModifiers(), false) + type(field.getAnnotatedType()) + " " + field.getName()
                + constant(field);
    }

    /** The value that compilers copy into the user's code. */
    private static String constant(Field field) {
        boolean copied = Modifier.isStatic(field.getModifiers())
                && Modifier.isFinal(field.getModifiers())
                && (field.getType().isPrimitive() || field.getType() == String.class);
        try {
            return copied ? " = " + field.get(null) : "";
        } catch (IllegalAccessException e) {
            throw new AssertionError(field.toString(), e);
        }
    }

    private static String constructor(Constructor<?> constructor) {
        return modifiers(constructor.getModifiers(), false)
                + typeParameters(constructor.getTypeParameters())
                + constructor.getDeclaringClass().getSimpleName()
                + signature(constructor);
    }

    private static String method(Method method) {
        String typeParameters = typeParameters(method.getTypeParameters());
        return modifiers(method.getModifiers(), method.getDeclaringClass().isInterface())
                + (method.isDefault() ? "default " : "")
                + (typeParameters.isEmpty() ? "" : typeParameters + " ")
                + type(method.getAnnotatedReturnType())
                + " "
                + method.getName()
                + signature(method);
    }

    private static String signature(Executable executable) {
        return Arrays.stream(executable.getAnnotatedParameterTypes())
                        .map(ApiSurface::type)
                        .collect(Collectors.joining(", ", "(", ")"))
                + list(" throws ", executable.getGenericExceptionTypes());
    }

    /** With its nullness, where it is marked at the top. */
    private static String type(AnnotatedType type) {
        return (isNullable(type) ? "@Nullable " : "") + type.getType().getTypeName();
    }

    private static boolean isNullable(AnnotatedElement element) {
        return element.isAnnotationPresent(Nullable.class);
    }

    private static String typeParameters(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Stream.of(variables).map(ApiSurface::typeParameter).collect(Collectors.joining(", ", "<", ">"));
    }

    private static String typeParameter(TypeVariable<?> variable) {
        String bounds = Arrays.stream(variable.getAnnotatedBounds())
                .filter(bound -> isNullable(bound) || bound.getType() != Object.class)
                .map(ApiSurface::type)
                .collect(Collectors.joining(" & "));
        return bounds.isEmpty() ? variable.getName() : variable.getName() + " extends " + bounds;
    }

    /** Those that matter to a user. */
    private static String modifiers(int modifiers, boolean inInterface) {
        int implied = inInterface ? Modifier.ABSTRACT : 0;
        int shown = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.ABSTRACT | Modifier.STATIC | Modifier.FINAL;
        String text = Modifier.toString(modifiers & shown & ~implied);
        return text.isEmpty() ? "" : text + " ";
    }
}
