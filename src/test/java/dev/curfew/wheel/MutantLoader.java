package dev.curfew.wheel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Loads the wheel and its test scripts anew, with one line changed. */
final class MutantLoader extends ClassLoader {

    private static final String PACKAGE = "dev.curfew.wheel.";

    private final Mutant mutant;
    private boolean changed;

    /** @param mutant null for none */
    MutantLoader(Mutant mutant) {
        super(MutantLoader.class.getClassLoader());
        this.mutant = mutant;
    }

    /** Whether the line was there to be changed, in a class that was loaded. */
    boolean hasChanged() {
        return changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PACKAGE)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : load(name);
        }
    }

    private Class<?> load(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/');
        try (InputStream file = getResourceAsStream(path + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] code = mutant != null && path.equals(mutant.owner()) ? mutated(file) : file.readAllBytes();
            return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] mutated(InputStream file) throws IOException {
        ClassReader reader = new ClassReader(file);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                        return name.equals(mutant.method()) ? mutant.rewriting(method, () -> changed = true) : method;
                    }
                },
                0);
        return writer.toByteArray();
    }
}
