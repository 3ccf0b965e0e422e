package dev.curfew.bench.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a number needs beside it to mean something: the machine, the JVM, the libraries, the commit. */
final class Machine {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Pattern LIBRARY = Pattern.compile(
            "(?:^|[/\\\\])(grpc|kotlinx-coroutines|netty|agrona|jctools)(?:-(?:api|core|common|jvm))*-(\\d[^/\\\\]*)\\.jar$");

    private Machine() {}

    static String cpu() {
        String model = "unknown";
        try {
            model = Files.readAllLines(CPU_INFO).stream()
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .orElse(model);
        } catch (IOException e) {
            // Not Linux.
        }
        return model + ", " + Runtime.getRuntime().availableProcessors() + " cores";
    }

    static String kernel() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
    }

    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    static String jdk() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
    }

    /** The collector that a measured JVM has, and the arguments that it inherits. Starts a JVM to ask it. */
    static String collector() {
        List<String> inherited = Subprocess.inheritedArgs();
        List<String> command = new ArrayList<>();
        command.add(Subprocess.ownHome().resolve("bin").resolve("java").toString());
        command.addAll(inherited);
        command.addAll(List.of("-Xms1g", "-Xmx1g", "-Xlog:gc:stdout", "-version"));
        String name = Subprocess.output(command)
                .flatMap(text ->
                        text.lines().filter(line -> line.contains("Using ")).findFirst())
                .map(line -> line.substring(line.indexOf("Using ") + "Using ".length()))
                .orElse("unknown");
        return inherited.isEmpty() ? name : name + " (" + String.join(" ", inherited) + ")";
    }

    /** The versions of the alternatives, which Maven has in the names of their files. */
    static String libraries() {
        return Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .map(LIBRARY::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1) + " " + found.group(2))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** With changes, also a hash of them, so that the results of two states of them are not taken for one. */
    static String commit() {
        String head = git("rev-parse", "--short", "HEAD").strip();
        if (head.isEmpty()) {
            return "unknown";
        }
        String status = git("status", "--porcelain");
        return status.isBlank() ? head : head + ", with changes " + hash(status + git("diff", "HEAD"));
    }

    private static String git(String... args) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(args));
        return Subprocess.output(command).orElse("");
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
