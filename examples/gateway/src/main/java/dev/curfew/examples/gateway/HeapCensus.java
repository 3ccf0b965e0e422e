package dev.curfew.examples.gateway;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/** Instances on the heap by class, after a full collection: what is left when all should be gone. */
final class HeapCensus {

    private static final String LIBRARY = "dev.curfew.";
    private static final String EXAMPLES = "dev.curfew.examples.";
    private static final Set<String> OWN = Stream.of(
                    Session.class,
                    Exchange.class,
                    Search.class,
                    SourceCall.class,
                    SimulatedBackend.Job.class,
                    Order.class,
                    Order.Ticket.class,
                    RequestDecoder.class,
                    RequestAggregator.class,
                    Request.class,
                    Response.class)
            .map(Class::getName)
            .collect(Collectors.toSet());
    /** "  12:   345   6789  dev.curfew.Name (module)" */
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");

    private HeapCensus() {}

    static Map<String, Long> take() {
        Map<String, Long> census = new TreeMap<>();
        OWN.forEach(name -> census.put(name, 0L));
        histogram().lines().forEach(line -> {
            Matcher type = LINE.matcher(line);
            if (type.matches() && counts(type.group(2))) {
                census.put(type.group(2), Long.valueOf(type.group(1)));
            }
        });
        return census;
    }

    private static boolean counts(String type) {
        return OWN.contains(type) || type.startsWith(LIBRARY) && !type.startsWith(EXAMPLES);
    }

    /** What {@code jcmd GC.class_histogram} prints: it collects first. */
    private static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("this JVM has no class histogram", e);
        }
    }
}
