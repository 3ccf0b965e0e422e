package dev.curfew.kit;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Loads the library anew, with a call of {@link Faults#allocation} at each allocation in it, and of {@link Faults#step} before each
 * access through a {@code VarHandle}.
 */
public final class FailingLoader extends RewritingLoader {

    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

    @Override
    protected boolean isOwn(String className) {
        return className.startsWith("dev.curfew.") && !className.equals(Faults.class.getName());
    }

    @Override
    protected boolean isRewritten(String className) {
        return className.matches(
                "dev\\.curfew\\.(|wheel\\.|internal\\.(|lockfree\\.|mutex\\.|wheel\\.))[A-Z]\\w*(\\$.*)?");
    }

    @Override
    protected MethodVisitor rewriting(String method, MethodVisitor writer) {
        return method.equals("<clinit>") ? writer : new FailingMethod(writer);
    }

    private static final class FailingMethod extends MethodVisitor {

        FailingMethod(MethodVisitor writer) {
            super(Opcodes.ASM9, writer);
        }

        /** Takes nothing and leaves nothing, so the stack stays as it is. */
        private void call(String fault) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(Faults.class), fault, "()V", false);
        }

        private void mayFail() {
            call("allocation");
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (owner.equals(VAR_HANDLE)) {
                call("step");
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            if (opcode == Opcodes.ANEWARRAY) {
                mayFail();
            }
            super.visitTypeInsn(opcode, type);
            if (opcode == Opcodes.NEW) {
                mayFail(); // after it, as frames refer to its place
            }
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            if (opcode == Opcodes.NEWARRAY) {
                mayFail();
            }
            super.visitIntInsn(opcode, operand);
        }

        @Override
        public void visitInvokeDynamicInsn(
                String name, String descriptor, org.objectweb.asm.Handle bootstrap, Object... arguments) {
            mayFail();
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
        }
    }
}
