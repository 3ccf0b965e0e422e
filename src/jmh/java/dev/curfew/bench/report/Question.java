package dev.curfew.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A block of the report: the cases of one benchmark class.
 *
 * @param name the class, less "Benchmark"
 * @param note what a reader has to know to compare; may be empty
 */
record Question(String name, String title, String note, List<Case> cases) {

    /** What limits every row; shown apart. */
    static final String FLOOR = "Floor";

    /** In the order of the report. */
    private static final Map<String, String> TITLES = titles();

    private static final Map<String, String> NOTES = Map.of(
            "Child",
            "grpc+listener and future keep ended children: they get a new parent after each 1,000. "
                    + "grpc without a listener attaches nothing, and tells nobody.",
            "CancelTree",
            "Per context made and ended; killSwitch per call that ends 10,000 children; firstAction and lastAction, "
                    + "from that call until the action runs. Its B/op, not its time, has the making in it.",
            "Timeout",
            "grpc+listener and future get a new parent after each 1,000, as for Child; grpc tells nobody of its parent's end.",
            "Wheel",
            "netty and stpe take delays: for an absolute deadline they are given the difference to a known time. "
                    + "agrona has one thread, which also fires.",
            "Action",
            "16 of grpc's bytes adapt its listener to Runnable.");

    private static Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("Poll", "Poll: am I done?");
        titles.put("Child", "Child: derive under a live parent, and end");
        titles.put("Timeout", "Timeout: derive with 5 s under a live parent, and end");
        titles.put("Wheel", "Wheel: schedule and cancel, or fire, without contexts");
        titles.put("Stall", "Stall: a million timers fell due while nobody looked");
        titles.put("Wake", "Wake: from cancel until another thread runs");
        titles.put("Inbox", "Inbox: hand a timer to the owner, and take it");
        titles.put("Action", "Action: register and take back; register and run");
        titles.put("CancelTree", "CancelTree: make a tree and end it from its root");
        titles.put("Value", "Value: look up, bind");
        titles.put("Harness", "Harness: by hand, to compare with Poll and Child");
        return titles;
    }

    /** The blocks of a run, in the order of the report; unknown ones last. */
    static List<Question> of(List<Case> cases) {
        Map<String, List<Case>> byName =
                cases.stream().collect(Collectors.groupingBy(Case::question, LinkedHashMap::new, Collectors.toList()));
        List<String> order = new ArrayList<>(TITLES.keySet());
        return byName.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> rank(order, entry.getKey())))
                .map(entry -> new Question(
                        entry.getKey(),
                        TITLES.getOrDefault(entry.getKey(), entry.getKey()),
                        NOTES.getOrDefault(entry.getKey(), ""),
                        entry.getValue()))
                .toList();
    }

    private static int rank(List<String> order, String name) {
        int index = order.indexOf(name);
        return index < 0 ? order.size() : index;
    }

    boolean isFloor() {
        return name.equals(FLOOR);
    }
}
