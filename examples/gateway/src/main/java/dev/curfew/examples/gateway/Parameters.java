package dev.curfew.examples.gateway;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parameters of a request, checked one by one; each refusal begins with the parameter's name. */
record Parameters(Map<String, List<String>> values) {

    /** A parameter that has to be there, once. */
    String required(String name, String whatFor) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.isEmpty()) {
            throw Refusal.badRequest(name + " is missing: " + whatFor);
        }
        if (given.size() > 1) {
            throw Refusal.badRequest(name + " is given " + given.size() + " times: once is enough");
        }
        return given.get(0);
    }

    String matching(String name, Pattern form, String whatFor) {
        String text = required(name, whatFor);
        if (!form.matcher(text).matches()) {
            throw Refusal.badRequest(name + " is not allowed: " + Refusal.shown(text) + "; " + whatFor);
        }
        return text;
    }

    /** A parameter that need not be there, nor have a value. */
    @Nullable
    String optional(String name, Pattern form, String whatFor) {
        List<String> given = values.getOrDefault(name, List.of());
        return given.isEmpty() || given.equals(List.of("")) ? null : matching(name, form, whatFor);
    }

    long timeoutNanos() {
        String text = required("timeout", "say how long you are ready to wait, such as timeout=50ms");
        return Timeouts.parse("timeout", text);
    }
}
