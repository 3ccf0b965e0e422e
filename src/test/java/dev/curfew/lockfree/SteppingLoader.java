package dev.curfew.lockfree;

import dev.curfew.kit.RewritingLoader;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Loads classes of this library anew, those of the lock-free core and of the wheel with a call of {@link Steps#step} before each access
 * through a {@code VarHandle}: so the core is stopped at every step without a hook in it.
 */
final class SteppingLoader extends RewritingLoader {

    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

    @Override
    protected boolean isOwn(String className) {
        return className.startsWith("dev.curfew.") && !className.equals(Steps.class.getName());
    }

    @Override
    protected boolean isRewritten(String className) {
        return className.startsWith("dev.curfew.lockfree.") || className.startsWith("dev.curfew.wheel.");
    }

    @Override
    protected MethodVisitor rewriting(String method, MethodVisitor writer) {
        return new SteppingMethod(writer);
    }

    private static final class SteppingMethod extends MethodVisitor {

        SteppingMethod(MethodVisitor writer) {
            super(Opcodes.ASM9, writer);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (owner.equals(VAR_HANDLE)) {
                // Takes nothing and leaves nothing, so the arguments of the access stay where they are.
                super.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(Steps.class), "step", "()V", false);
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }
    }
}
