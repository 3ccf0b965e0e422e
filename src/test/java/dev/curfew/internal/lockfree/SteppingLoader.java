package dev.curfew.internal.lockfree;

import dev.curfew.kit.RewritingLoader;
import java.util.Set;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Loads classes of this library anew. Those of the lock-free core and of the wheel get a call of {@link Steps#step}
 * before each access through a {@code VarHandle}, and those of scopes also before each access to a volatile field. So
 * the core can be stopped at every step, and has no hook for it.
 */
final class SteppingLoader extends RewritingLoader {

    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

    @Override
    protected boolean isOwn(String className) {
        return className.startsWith("dev.curfew.") && !className.equals(Steps.class.getName());
    }

    @Override
    protected boolean isRewritten(String className) {
        return className.startsWith("dev.curfew.internal.lockfree.")
                || className.startsWith("dev.curfew.internal.wheel.");
    }

    @Override
    protected MethodVisitor rewriting(String method, MethodVisitor writer) {
        return new SteppingMethod(writer);
    }

    /** The volatile fields of scopes and of their timers, and the thread that is being started. */
    private static final Set<String> FIELDS = Set.of(
            "ScopeSlot.word",
            "ScopeWord.word",
            "ScopeSlot.inside",
            "ScopeSlot.view",
            "ScopeSlot.causes",
            "WheelThread.starting",
            "ScopeTimer.moment",
            "ScopeTimer.timer",
            "RecurringTimer.dueNanos");

    private static final class SteppingMethod extends MethodVisitor {

        SteppingMethod(MethodVisitor writer) {
            super(Opcodes.ASM9, writer);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (owner.equals(VAR_HANDLE)) {
                step();
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            if (FIELDS.contains(owner.substring(owner.lastIndexOf('/') + 1) + "." + name)) {
                step();
            }
            super.visitFieldInsn(opcode, owner, name, descriptor);
        }

        /** The call takes and leaves nothing on the stack, so the arguments of the access stay where they are. */
        private void step() {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(Steps.class), "step", "()V", false);
        }
    }
}
