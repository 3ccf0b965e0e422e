package dev.curfew.kit;

import dev.curfew.kit.TreeScript.Op;
import dev.curfew.kit.TreeScript.Way;
import java.util.List;

/** An action of the {@link TreeModel}. */
final class TreeAction {

    enum State {
        WAITING,
        /** Its executor has it. */
        PASSED_ON,
        OVER
    }

    final int id;
    final TreeNode owner;
    final Way way;
    final List<Op> body;
    /** When it is due; {@link TreeScript#NULL} for an action that the end of its owner runs. */
    final int due;

    State state = State.WAITING;

    TreeAction(int id, TreeNode owner, Way way, List<Op> body, int due) {
        this.id = id;
        this.owner = owner;
        this.way = way;
        this.body = body;
        this.due = due;
    }

    boolean isScheduled() {
        return due != TreeScript.NULL;
    }
}
