package dev.curfew.bench.memory;

import java.util.List;
import org.openjdk.jol.datamodel.DataModel;
import org.openjdk.jol.datamodel.Model64;
import org.openjdk.jol.datamodel.Model64_Lilliput;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.layouters.HotSpotLayouter;

/** The size of each node of the library, as JOL lays it out for the headers and references of several JVMs. */
public final class Layouts {

    private static final String LOCKFREE = "dev.curfew.internal.lockfree.";
    private static final String WHEEL = "dev.curfew.internal.wheel.";

    private static final List<String> CLASSES = List.of(
            LOCKFREE + "CancelNode",
            LOCKFREE + "DeadlineNode",
            LOCKFREE + "LeaseNode",
            LOCKFREE + "MergedNode",
            LOCKFREE + "ScheduledNode",
            LOCKFREE + "ActionLink",
            LOCKFREE + "StampedAction",
            LOCKFREE + "WaiterLink",
            LOCKFREE + "EndLink",
            LOCKFREE + "SlotTable",
            LOCKFREE + "Stripe",
            LOCKFREE + "Block",
            LOCKFREE + "ValueContext",
            LOCKFREE + "ValueIndex",
            LOCKFREE + "DetachedContext",
            LOCKFREE + "ForeignParent",
            LOCKFREE + "Verdict",
            LOCKFREE + "Propagation",
            LOCKFREE + "ScopeSlot",
            LOCKFREE + "ScopeActions",
            LOCKFREE + "ScopeTimer",
            LOCKFREE + "ScopeCause",
            LOCKFREE + "ScopeNotification",
            LOCKFREE + "ScopeView",
            LOCKFREE + "ScopeDeadlineView",
            LOCKFREE + "ScopeWalk",
            WHEEL + "TimerNode",
            WHEEL + "RecurringTimer");

    /** A column: how the JVM lays objects out. */
    private record Model(String title, DataModel data, int jdk) {

        long sizeOf(Class<?> type) {
            return ClassLayout.parseClass(type, new HotSpotLayouter(data, jdk)).instanceSize();
        }

        /** What alignment leaves unused. */
        long lossOf(Class<?> type) {
            ClassLayout layout = ClassLayout.parseClass(type, new HotSpotLayouter(data, jdk));
            return layout.getLossesTotal();
        }
    }

    private static final List<Model> MODELS = List.of(
            new Model("compressed, 17", new Model64(true, true), 17),
            new Model("compressed, 25", new Model64(true, true), 25),
            new Model("compact headers, 25", new Model64_Lilliput(true, 8, false), 25),
            new Model("ZGC, 25", new Model64(false, true), 25));

    private Layouts() {}

    /** In Markdown: bytes, and in brackets those that no field uses. */
    public static String table() throws ClassNotFoundException {
        StringBuilder table = new StringBuilder("|");
        MODELS.forEach(model -> table.append(" | ").append(model.title));
        table.append(" |\n|---").append("|---:".repeat(MODELS.size())).append("|\n");
        for (String name : CLASSES) {
            Class<?> type = Class.forName(name);
            table.append("| `").append(type.getSimpleName()).append('`');
            for (Model model : MODELS) {
                table.append(" | ")
                        .append(model.sizeOf(type))
                        .append(" (")
                        .append(model.lossOf(type))
                        .append(')');
            }
            table.append(" |\n");
        }
        return table.toString();
    }
}
