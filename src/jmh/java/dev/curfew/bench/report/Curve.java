package dev.curfew.bench.report;

import java.util.List;

/**
 * A distribution.
 *
 * @param impl whose
 * @param curve pairs of a percentile and its nanoseconds
 */
public record Curve(String impl, List<double[]> curve) {}
