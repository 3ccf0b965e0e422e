/** What becomes of measurements: tables, targets, the comparison of two runs, and publishing. */
package dev.curfew.bench.report;
