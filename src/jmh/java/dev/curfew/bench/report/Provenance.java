package dev.curfew.bench.report;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where results come from, as each file of them says. The commit is that of the moment when this class is initialized:
 * one may commit, or check out something else, while it measures. A program that measures long before it makes a
 * {@link HarnessResult} calls {@link #remember} first.
 */
public final class Provenance {

    /** Of all cores' time, taken by others while nothing was measured. */
    static final double BUSY = 0.15;

    private static final String COMMIT = readCommit();
    /** The load average would do, but that it remembers what ran just before. */
    private static final double BUSY_AT_START = CpuTimes.ofTheNextSecond().busy();

    private static final CpuTimes START = CpuTimes.now();

    /** Properties that make a run measure less than all of its rows, or for another time. */
    private static final List<String> NARROWING =
            List.of("smoke", "quick", "bench", "threads", "rate", "seconds", "busy");
    /** Options of the harness, and not of the JVM that is measured. */
    private static final Pattern OWN_OPTION =
            Pattern.compile("^-D(matrix|full|dir|name|force|" + String.join("|", NARROWING) + ")\\b.*");

    private static final Pattern LIBRARY = Pattern.compile(
            "(?:^|[/\\\\])(grpc|kotlinx-coroutines|netty|agrona|jctools)(?:-(?:api|core|common|jvm))*-(\\d[^/\\\\]*)\\.jar$");

    private Provenance() {}

    /** To be called before anything is measured: takes a second, in which it watches how idle the machine is. */
    public static void remember() {
        // Initializes the class.
    }

    /** The arguments of this JVM that are for the measured ones too. */
    public static List<String> jvmArgs() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(arg -> !OWN_OPTION.matcher(arg).matches())
                .toList();
    }

    /** What a file of results begins with. */
    static Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put(Facts.COMMIT, COMMIT);
        facts.put(Facts.JDK, jdk());
        facts.put(Facts.GC, Collector.OF_THIS_JVM);
        if (!narrowed().isEmpty()) {
            facts.put(Facts.NARROWED, narrowed());
        }
        CpuTimes meanwhile = CpuTimes.now().since(START);
        if (BUSY_AT_START > BUSY) {
            facts.put(Facts.NOISY, "started on a busy machine");
        } else if (meanwhile.isMuchStolen()) {
            facts.put(Facts.NOISY, "stolen by the hypervisor " + meanwhile.stolenText());
        }
        return facts;
    }

    static String commit() {
        return COMMIT;
    }

    static double busyAtStart() {
        return BUSY_AT_START;
    }

    static String jdk() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
    }

    /** The options that narrow what is measured; empty without any. */
    static String narrowed() {
        return NARROWING.stream()
                .filter(Output::flag)
                .map(name -> name + "=" + System.getProperty(name))
                .collect(Collectors.joining(" "));
    }

    /** Asks once, and only if it is asked. */
    private static final class Collector {
        private static final String OF_THIS_JVM = collector(jvmArgs());
    }

    /** Which collector these arguments choose, and the arguments. */
    static String collector(List<String> jvmArgs) {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(jvmArgs);
        command.addAll(List.of("-Xms1g", "-Xmx1g", "-Xlog:gc:stdout", "-version"));
        String name = Command.output(command)
                .lines()
                .filter(line -> line.contains("Using "))
                .findFirst()
                .map(line -> line.substring(line.indexOf("Using ") + "Using ".length()))
                .orElse("unknown");
        return jvmArgs.isEmpty() ? name : name + " (" + String.join(" ", jvmArgs) + ")";
    }

    /** The rivals' versions, which Maven has in the names of their files. */
    static String rivals() {
        return Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .map(LIBRARY::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1) + " " + found.group(2))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** With changes, also a hash of them, so that the results of two states of them are not taken for one. */
    private static String readCommit() {
        String head =
                Command.output(List.of("git", "rev-parse", "--short", "HEAD")).strip();
        if (head.isEmpty()) {
            return "unknown";
        }
        String status = Command.output(List.of("git", "status", "--porcelain"));
        return status.isBlank()
                ? head
                : head + ", with changes " + hash(status + Command.output(List.of("git", "diff", "HEAD")));
    }

    private static String hash(String text) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has it", e);
        }
    }
}
