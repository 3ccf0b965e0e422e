package dev.curfew.kit;

import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Loads the library anew, with a call of {@link ShallowStack} before each call in it. */
public final class ShallowLoader extends RewritingLoader {

    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

    @Override
    protected boolean isOwn(String className) {
        return className.startsWith("dev.curfew.") && !className.equals(ShallowStack.class.getName());
    }

    @Override
    protected boolean isRewritten(String className) {
        return className.matches(
                "dev\\.curfew\\.(|wheel\\.|internal\\.(|lockfree\\.|mutex\\.|wheel\\.))[A-Z]\\w*(\\$.*)?");
    }

    @Override
    protected MethodVisitor rewriting(String method, MethodVisitor writer) {
        return method.equals("<clinit>") ? writer : new ShallowMethod(writer);
    }

    private static final class ShallowMethod extends MethodVisitor {

        ShallowMethod(MethodVisitor writer) {
            super(Opcodes.ASM9, writer);
        }

        /** Takes nothing and leaves nothing, so the arguments of the call that follows stay where they are. */
        private void check(String method) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(ShallowStack.class), method, "()V", false);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            check(owner.equals(VAR_HANDLE) ? "enterHandle" : "enter");
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            check("enter");
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
        }
    }
}
