package dev.curfew.examples.gateway;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as clients and command lines write them: digits and a unit, such as 50ms. */
final class Timeouts {

    private static final Pattern FORM = Pattern.compile("(-?)([0-9]{1,30})(ns|us|ms|s)");
    private static final Map<String, TimeUnit> UNITS = Map.of(
            "ns", TimeUnit.NANOSECONDS,
            "us", TimeUnit.MICROSECONDS,
            "ms", TimeUnit.MILLISECONDS,
            "s", TimeUnit.SECONDS);
    private static final List<String> LARGEST_FIRST = List.of("s", "ms", "us", "ns");
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);
    private static final int DIGITS_OF_A_LONG = 18;

    private Timeouts() {}

    /**
     * Reads a time of more than nothing and at most a minute.
     *
     * @throws Refusal with a reason that begins with the parameter's name
     */
    static long parse(String name, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw Refusal.badRequest(name + " is not a time: " + Refusal.shown(text)
                    + "; allowed are digits and one of ns, us, ms, s, such as " + name + "=50ms");
        }
        long nanos = nanos(form.group(2), UNITS.get(form.group(3)));
        if (nanos == 0) {
            throw Refusal.badRequest(name + " is zero: allowed is more than that, such as " + name + "=50ms");
        }
        if (!form.group(1).isEmpty()) {
            throw Refusal.badRequest(name + " is negative: " + Refusal.shown(text) + "; allowed is more than zero");
        }
        if (nanos > LONGEST) {
            throw Refusal.badRequest(name + " is too long: " + Refusal.shown(text) + "; allowed are up to 60s");
        }
        return nanos;
    }

    private static long nanos(String digits, TimeUnit unit) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > DIGITS_OF_A_LONG ? Long.MAX_VALUE : unit.toNanos(Long.parseLong(significant));
    }

    /** In the largest unit that says it all. */
    static String text(long nanos) {
        for (String name : LARGEST_FIRST) {
            long unit = UNITS.get(name).toNanos(1);
            if (nanos % unit == 0) {
                return nanos / unit + " " + name;
            }
        }
        throw new AssertionError("nanoseconds divide all");
    }
}
