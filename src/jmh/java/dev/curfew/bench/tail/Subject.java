package dev.curfew.bench.tail;

import dev.curfew.bench.Rivals;
import dev.curfew.bench.TimeoutRival;
import java.util.function.Supplier;

/**
 * One rival with its hot parent.
 *
 * @param measured what is measured
 * @param background what other threads do meanwhile under the same parent; each has one of its own
 */
record Subject(Work measured, Supplier<Work> background) {

    /** To be called once in a JVM, so that the rival's interface has one class and its calls are inlined. */
    static Subject make(Scenario scenario, String impl) {
        if (scenario == Scenario.ARM_DISARM) {
            Timeouts timeouts = new Timeouts(TimeoutRival.named(impl));
            return new Subject(timeouts.new ArmDisarm(), () -> timeouts.new ArmDisarm());
        }
        // In the control, it has to be somebody whose contexts the others work on.
        HotChildren children = new HotChildren(Rivals.named(scenario == Scenario.CONTROL ? Rivals.CURFEW : impl));
        Work measured = switch (scenario) {
            case DERIVE_CANCEL -> children.new DeriveCancel();
            case POLL -> children.new Poll();
            case END_TREE -> children.new EndTree();
            case CONTROL -> () -> {};
            case ARM_DISARM -> throw new AssertionError(scenario);
        };
        return new Subject(measured, () -> children.new DeriveCancel());
    }
}
