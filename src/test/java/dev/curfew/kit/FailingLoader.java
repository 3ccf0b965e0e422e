package dev.curfew.kit;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Loads the library anew, with a call of {@link Faults#allocation} at each allocation in it, and of {@link Faults#step} before each
 * access through a {@code VarHandle}.
 */
public final class FailingLoader extends HookingLoader {

    public FailingLoader() {
        super(Faults.class);
    }

    @Override
    protected HookingMethod hooking(MethodVisitor writer) {
        return new FailingMethod(writer);
    }

    private static final class FailingMethod extends HookingMethod {

        FailingMethod(MethodVisitor writer) {
            super(writer, Faults.class);
        }

        private void mayFail() {
            call("allocation");
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (isVarHandle(owner)) {
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
