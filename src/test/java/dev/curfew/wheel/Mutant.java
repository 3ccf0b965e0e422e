package dev.curfew.wheel;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A line of the wheel that is wrong on purpose. A mutant replaces calls of one method of the wheel by calls of
 * {@link WrongLines}, or drops a store into a field, in one method.
 */
enum Mutant {
    /** {@code Ticks.dueTick} rounds down: early. */
    DUE_ROUNDED_DOWN("Slots", "slotOf", "dueTick"),
    /** {@code Ticks.currentTick} rounds up: early. */
    NOW_ROUNDED_UP("WheelOwner", "fire", "currentTick"),
    /** A level spans three slots of the level above: aliases. */
    LEVEL_TOO_LOW("Slots", "slotOf", "levelOf"),
    /** A slot above level 0 cascades two slots too late: late. */
    CASCADES_LATE("Slots", "nextEvent", "eventOf"),
    /** The cursor leaves its slot while nodes of the next one wait for their cascade. */
    CASCADE_HAS_NO_END("Slots", "pollDue", "cascadeEnd"),
    /** A slot behind is taken for one ahead: what is due now gets a turn of its own. */
    DUE_IS_NOT_RAISED_TO_THE_CURSOR("Slots", "slotOf", "max"),
    /** A clock that steps back by much has the wheel wait until it has caught up. */
    STEP_BACK_WAITED_FOR("WheelOwner", "readClock", "isAhead"),
    /** A cascade lets go of nodes as if they were cancelled: lost. */
    CASCADE_LOSES("Slots", "cascadeOne", "isCancelled"),
    /** A deadline long past is taken for one in the far future. */
    NOT_CLAMPED("Wheel", "scheduleFar", "clamped"),
    /** A level that has become empty is not crossed off. */
    EMPTY_LEVEL_STAYS("Slots", "setHead", "isEmpty"),
    /** Draining leaves the links of the inbox: garbage keeps garbage. Not for the model, for the links. */
    INBOX_LINK_STAYS("WheelOwner", "adopt", null),
    /** Taking a node out leaves its link. */
    SLOT_LINK_STAYS("Slots", "remove", null);

    private static final String PACKAGE = "dev/curfew/wheel/internal/";

    private final String owner;
    private final String method;
    private final String called;

    Mutant(String owner, String method, String called) {
        this.owner = PACKAGE + owner;
        this.method = method;
        this.called = called;
    }

    /** Whether only a look at the links shows it. */
    boolean isAboutLinks() {
        return called == null;
    }

    String owner() {
        return owner;
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
                        owner.substring(PACKAGE.length()) + "_" + name,
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
