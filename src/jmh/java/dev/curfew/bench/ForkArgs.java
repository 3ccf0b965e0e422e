package dev.curfew.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Pattern;

/** What a JVM that is started to measure gets of this one's arguments. */
public final class ForkArgs {

    private ForkArgs() {}

    /**
     * All but the system properties that are meant for this JVM alone.
     *
     * @param ownProperties their names
     */
    public static List<String> inherited(String... ownProperties) {
        Pattern own = Pattern.compile("^-D(" + String.join("|", ownProperties) + ")\\b");
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(arg -> !own.matcher(arg).find())
                .toList();
    }
}
