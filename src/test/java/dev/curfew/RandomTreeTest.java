package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.ContextRuntime.Core;
import dev.curfew.kit.RealTree;
import dev.curfew.kit.Seeds;
import dev.curfew.kit.Semantic;
import dev.curfew.kit.TreeModel;
import dev.curfew.kit.TreeScript;
import dev.curfew.kit.TreeScript.Op;
import dev.curfew.kit.TreeScript.Turn;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random trees do what {@link TreeModel} does, and keep nothing. */
class RandomTreeTest {

    private static final int SCRIPTS = 300;
    private static final int LENGTH = 40;

    @ParameterizedTest
    @EnumSource
    @Semantic({2, 3, 10, 23, 24, 25, 26})
    void everyScriptDoesWhatTheModelDoes(Core core) {
        Seeds.forEach(SCRIPTS, seed -> {
            TreeScript script = TreeScript.random(seed, LENGTH);
            try {
                run(core, script);
            } catch (Throwable e) {
                throw new AssertionError(e.getMessage() + "\nin the script\n" + script, e);
            }
        });
    }

    private static void run(Core core, TreeScript script) {
        try (RealTree tree = new RealTree(core, script.isTimed())) {
            TreeModel model = new TreeModel(tree.log(), tree.moves(0), tree.moves(1));
            if (script.ops().stream().allMatch(op -> apply(op, tree, model))) {
                assertEquals(List.of(), tree.reachable(model.released(), model.actionsThatAreOver(), true), "retained");
            }
            tree.endAll();
            tree.turn(0, model.now(0));
            tree.turn(1, model.now(1));
            Set<Integer> all = new TreeSet<>(tree.contexts());
            all.removeAll(Set.of(0, 1));
            assertEquals(List.of(), tree.reachable(all, model.actionsThatAreOver(), false), "retained after all ends");
        }
    }

    /** Returns false if the rest of the script has no defined outcome. */
    private static boolean apply(Op op, RealTree tree, TreeModel model) {
        if (op instanceof Turn turn) {
            return turn(0, turn, tree, model) && turn(1, turn, tree, model);
        }
        tree.apply(op);
        model.apply(op);
        compare(model, tree, op);
        return true;
    }

    /** From one moment when something is due to the next. */
    private static boolean turn(int core, Turn turn, RealTree tree, TreeModel model) {
        int now = model.now(core);
        int end = now + (model.moves(core) ? turn.seconds() : 0);
        for (int due = model.nextTimer(core); due != TreeScript.NONE && due <= end; due = model.nextTimer(core)) {
            now = Math.max(now, due);
            if (model.isOpen(core, now)) {
                return false;
            }
            turn(core, now, turn, tree, model);
        }
        turn(core, end, turn, tree, model);
        return true;
    }

    private static void turn(int core, int time, Turn turn, RealTree tree, TreeModel model) {
        tree.turn(core, time);
        model.turn(core, time);
        compare(model, tree, turn);
    }

    private static void compare(TreeModel model, RealTree tree, Op op) {
        assertEquals(model.log(), tree.log(), () -> "the log after " + op);
        assertEquals(model.contexts(), tree.contexts());
        for (int id : model.contexts()) {
            assertEquals(model.describe(id), tree.describe(id), () -> "context " + id + " after " + op);
        }
    }
}
