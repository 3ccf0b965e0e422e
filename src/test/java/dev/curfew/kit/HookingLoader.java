package dev.curfew.kit;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Loads the library anew, with calls of a hook in the methods of its contexts and wheels. The hook is a class with static
 * methods, which the loaded library shares with the test.
 */
abstract class HookingLoader extends RewritingLoader {

    private final Class<?> hook;

    HookingLoader(Class<?> hook) {
        this.hook = hook;
    }

    @Override
    protected final boolean isOwn(String className) {
        return className.startsWith("dev.curfew.") && !className.equals(hook.getName());
    }

    @Override
    protected final boolean isRewritten(String className) {
        return className.matches(
                "dev\\.curfew\\.(|wheel\\.|internal\\.(|lockfree\\.|mutex\\.|wheel\\.))[A-Z]\\w*(\\$.*)?");
    }

    @Override
    protected final MethodVisitor rewriting(String method, MethodVisitor writer) {
        return method.equals("<clinit>") ? writer : hooking(writer);
    }

    /** What a method is written through. */
    protected abstract HookingMethod hooking(MethodVisitor writer);

    /** A method that calls the hook. */
    abstract static class HookingMethod extends MethodVisitor {

        private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

        private final String hook;

        HookingMethod(MethodVisitor writer, Class<?> hook) {
            super(Opcodes.ASM9, writer);
            this.hook = Type.getInternalName(hook);
        }

        static boolean isVarHandle(String owner) {
            return owner.equals(VAR_HANDLE);
        }

        /** Takes nothing and leaves nothing, so the stack stays as it is. */
        final void call(String method) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, hook, method, "()V", false);
        }
    }
}
