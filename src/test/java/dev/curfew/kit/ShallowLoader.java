package dev.curfew.kit;

import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;

/** Loads the library anew, with a call of {@link ShallowStack} before each call in it. */
public final class ShallowLoader extends HookingLoader {

    public ShallowLoader() {
        super(ShallowStack.class);
    }

    @Override
    protected HookingMethod hooking(MethodVisitor writer) {
        return new ShallowMethod(writer);
    }

    private static final class ShallowMethod extends HookingMethod {

        ShallowMethod(MethodVisitor writer) {
            super(writer, ShallowStack.class);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            call(isVarHandle(owner) ? "enterHandle" : "enter");
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            call("enter");
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
        }
    }
}
