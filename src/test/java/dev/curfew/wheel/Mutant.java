package dev.curfew.wheel;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A line of the wheel that is wrong on purpose. In one method of the wheel, a mutant replaces the calls of a method by
 * calls of {@code WrongLines}, or drops the stores into a field.
 */
enum Mutant {
    /** W1: {@code Ticks.dueTick} rounds down, so timers fire early. */
    DUE_ROUNDED_DOWN("HierarchicalWheel", "slotOf", "dueTick"),
    /** W1: {@code Ticks.currentTick} rounds up, so timers fire early. */
    NOW_ROUNDED_UP("WheelConsumer", "fire", "currentTick"),
    /** H1: a level spans three slots of the level above, so slots alias. */
    LEVEL_TOO_LOW("HierarchicalWheel", "slotOf", "levelOf"),
    /** H2, H4: a slot above level 0 cascades two slots too late, so timers fire late. */
    CASCADES_LATE("HierarchicalWheel", "nextEvent", "eventOf"),
    /** H5: the cursor leaves its slot while nodes of the next slot wait for their cascade. */
    CASCADE_HAS_NO_END("HierarchicalWheel", "pollDue", "cascadeEnd"),
    /** H1: a slot behind the cursor counts as one ahead: a node that is due now waits for a whole turn of the level. */
    DUE_IS_NOT_RAISED_TO_THE_CURSOR("HierarchicalWheel", "slotOf", "max"),
    /** W1: after a large step back of the clock, the wheel waits until the clock has caught up. */
    STEP_BACK_WAITED_FOR("WheelConsumer", "readClock", "isAhead"),
    /** W2: a cascade reaps nodes as if they were cancelled, so they are lost. */
    CASCADE_LOSES("HierarchicalWheel", "cascadeOne", "isCancelled"),
    /** A deadline long past counts as one in the far future. */
    NOT_CLAMPED("TimerQueue", "scheduleFar", "clamped"),
    /** H3: the bit of a level that has become empty is not cleared. */
    EMPTY_LEVEL_STAYS("HierarchicalWheel", "setHead", "isEmpty"),
    /**
     * T2, T4: adopting leaves the links of the inbox: garbage keeps garbage alive. Only {@code LinksScript} shows it.
     */
    INBOX_LINK_STAYS("WheelConsumer", "adopt", null),
    /** T4: removing a node leaves its link. */
    SLOT_LINK_STAYS("HierarchicalWheel", "remove", null);

    private static final String PACKAGE = "dev/curfew/internal/wheel/";

    private final String rewritten;
    private final String method;
    private final String called;

    Mutant(String className, String method, String called) {
        rewritten = PACKAGE + className;
        this.method = method;
        this.called = called;
    }

    /** Whether only the links of nodes show it. */
    boolean isAboutLinks() {
        return called == null;
    }

    /** The internal name of the class that is rewritten. */
    String rewritten() {
        return rewritten;
    }

    String method() {
        return method;
    }

    MethodVisitor rewriting(MethodVisitor writer, Runnable found) {
        return new MethodVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visitMethodInsn(int opcode, String on, String name, String descriptor, boolean isInterface) {
                if (!name.equals(called)) {
                    super.visitMethodInsn(opcode, on, name, descriptor, isInterface);
                    return;
                }
                found.run();
                String receiver = opcode == Opcodes.INVOKESTATIC ? "" : "L" + on + ";";
                super.visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        PACKAGE + "WrongLines",
                        rewritten.substring(PACKAGE.length()) + "_" + name,
                        "(" + receiver + descriptor.substring(1),
                        false);
            }

            @Override
            public void visitFieldInsn(int opcode, String on, String name, String descriptor) {
                if (called == null && opcode == Opcodes.PUTFIELD && on.endsWith("TimerNode") && name.equals("next")) {
                    found.run();
                    super.visitInsn(Opcodes.POP2);
                } else {
                    super.visitFieldInsn(opcode, on, name, descriptor);
                }
            }
        };
    }
}
